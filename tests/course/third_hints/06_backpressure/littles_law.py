"""What the third hint of littles_law leads to, with its holes filled."""


def measure(log, begin, end):
    """Return (arrival rate, mean time, mean number) of the window."""
    came = {event.message: event.at for event in log if event.what == "comes"}
    gone = {event.message: event.at for event in log if event.what == "goes"}

    new = [parcel for parcel, at in came.items() if begin <= at < end]
    times = [gone[parcel] - came[parcel] for parcel in new if parcel in gone]

    area = 0.0  # parcels times seconds
    for parcel in came:
        area += max(0.0, min(gone.get(parcel, end), end) - max(came[parcel], begin))

    rate = len(new) / (end - begin)
    return rate, sum(times) / len(times) if times else None, area / (end - begin)
