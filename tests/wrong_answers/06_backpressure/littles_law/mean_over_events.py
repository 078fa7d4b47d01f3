"""MISCONCEPTION: The mean number is the mean of the numbers that the log shows.

VERDICT: WRONG
"""


def measure(log, begin, end):
    came = {event.message: event.at for event in log if event.what == "comes"}
    gone = {event.message: event.at for event in log if event.what == "goes"}
    new = [parcel for parcel, at in came.items() if begin <= at < end]
    times = [gone[parcel] - came[parcel] for parcel in new if parcel in gone]
    there, counts = 0, []
    for event in sorted(log, key=lambda event: (event.at, event.what)):
        there += 1 if event.what == "comes" else -1
        if begin <= event.at < end:
            counts.append(
                there
            )  # wrong: a count that lasts a second weighs as much as one that lasts an hour
    number = sum(counts) / len(counts) if counts else 0.0
    return len(new) / (end - begin), sum(times) / len(times) if times else None, number
