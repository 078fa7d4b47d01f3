"""MISCONCEPTION: The day begins with the first event and ends with the last.

VERDICT: WRONG
"""


def measure(log, begin, end):
    came = {event.message: event.at for event in log if event.what == "comes"}
    gone = {event.message: event.at for event in log if event.what == "goes"}

    new = [parcel for parcel, at in came.items() if begin <= at < end]
    times = [gone[parcel] - came[parcel] for parcel in new if parcel in gone]

    area = 0.0  # parcels times seconds
    for parcel, at in came.items():
        area += max(0.0, min(gone.get(parcel, end), end) - max(at, begin))

    length = max(e.at for e in log) - min(e.at for e in log) if log else 1.0  # wrong: quiet times count, too
    return len(new) / length, sum(times) / len(times) if times else None, area / length
