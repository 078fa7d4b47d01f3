"""MISCONCEPTION: A parcel that came in the window counts with its whole stay.

VERDICT: WRONG
"""


def measure(log, begin, end):
    came = {event.message: event.at for event in log if event.what == "comes"}
    gone = {event.message: event.at for event in log if event.what == "goes"}

    new = [parcel for parcel, at in came.items() if begin <= at < end]
    times = [gone[parcel] - came[parcel] for parcel in new if parcel in gone]

    area = 0.0  # parcels times seconds
    for parcel, at in came.items():
        area += max(0.0, gone.get(parcel, end) - max(at, begin))

    length = end - begin
    return len(new) / length, sum(times) / len(times) if times else None, area / length
