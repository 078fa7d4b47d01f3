"""Treat each parcel as a stretch of time. The overlap of that stretch with the window,
summed over all parcels, is the area under the count; divide it by the length of the window.
"""


def measure(log, begin, end):
    """Return (arrival rate, mean time, mean number) of the window."""
    came = {event.message: event.at for event in log if event.what == "comes"}
    gone = {event.message: event.at for event in log if event.what == "goes"}

    new = [parcel for parcel, at in came.items() if begin <= at < end]
    times = [gone[parcel] - came[parcel] for parcel in new if parcel in gone]

    area = 0.0  # parcels times seconds
    for parcel, at in came.items():
        area += max(0.0, min(gone.get(parcel, end), end) - max(at, begin))

    length = end - begin
    return len(new) / length, sum(times) / len(times) if times else None, area / length
