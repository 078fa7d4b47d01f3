"""MISCONCEPTION: A log is in order, because things happen in order.

VERDICT: WRONG
"""


def measure(log, begin, end):
    came, times = {}, []
    there = arrivals = 0
    area, before = 0.0, begin
    for event in log:  # wrong: merged from two scanners, it is in no order at all
        now = min(max(event.at, begin), end)
        area += there * (now - before)
        before = now
        if event.what == "comes":
            there += 1
            came[event.message] = event.at
            arrivals += begin <= event.at < end
        else:
            there -= 1
            if event.message in came and begin <= came[event.message] < end:
                times.append(event.at - came[event.message])
    area += there * (end - before)
    mean = sum(times) / len(times) if times else None
    return arrivals / (end - begin), mean, area / (end - begin)
