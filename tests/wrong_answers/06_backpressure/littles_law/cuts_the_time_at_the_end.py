"""MISCONCEPTION: What happens after the window is none of its business, so a stay ends with it.

VERDICT: WRONG
"""


def measure(log, begin, end):
    came = {event.message: event.at for event in log if event.what == "comes"}
    gone = {event.message: event.at for event in log if event.what == "goes"}

    new = [parcel for parcel, at in came.items() if begin <= at < end]
    times = [min(gone[parcel], end) - came[parcel] for parcel in new if parcel in gone]

    area = 0.0  # parcels times seconds
    for parcel, at in came.items():
        area += max(0.0, min(gone.get(parcel, end), end) - max(at, begin))

    length = end - begin
    return len(new) / length, sum(times) / len(times) if times else None, area / length
