"""MISCONCEPTION: Little's law gives the mean number, so it need not be measured.

VERDICT: WRONG
"""


def measure(log, begin, end):
    came = {event.message: event.at for event in log if event.what == "comes"}
    gone = {event.message: event.at for event in log if event.what == "goes"}
    new = [parcel for parcel, at in came.items() if begin <= at < end]
    times = [gone[parcel] - came[parcel] for parcel in new if parcel in gone]
    rate = len(new) / (end - begin)
    mean = sum(times) / len(times) if times else None
    return rate, mean, rate * (mean or 0.0)  # wrong: true only from empty to empty
