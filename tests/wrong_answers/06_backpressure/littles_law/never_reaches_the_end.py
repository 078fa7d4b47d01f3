"""MISCONCEPTION: A loop over time ends by itself.

VERDICT: SPINNING
"""


def measure(log, begin, end):
    came = {event.message: event.at for event in log if event.what == "comes"}
    gone = {event.message: event.at for event in log if event.what == "goes"}
    now, area = begin, 0.0
    while now < end:  # wrong: nothing moves the time forward
        area += sum(at <= now < gone.get(parcel, end) for parcel, at in came.items())
    return len(came) / (end - begin), None, area / (end - begin)
