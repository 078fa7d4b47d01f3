"""MISCONCEPTION: A stay of 0 seconds is no stay.

VERDICT: WRONG
"""


def measure(log, begin, end):
    came = {event.message: event.at for event in log if event.what == "comes"}
    gone = {event.message: event.at for event in log if event.what == "goes"}

    new = [parcel for parcel, at in came.items() if begin <= at < end]
    times = [gone[parcel] - came[parcel] for parcel in new if parcel in gone and gone[parcel] > came[parcel]]

    area = 0.0  # parcels times seconds
    for parcel, at in came.items():
        area += max(0.0, min(gone.get(parcel, end), end) - max(at, begin))

    length = end - begin
    return len(new) / length, sum(times) / len(times) if times else None, area / length
