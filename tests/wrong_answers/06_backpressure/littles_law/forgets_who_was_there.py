"""MISCONCEPTION: A window begins with an empty counter.

VERDICT: WRONG
"""


def measure(log, begin, end):
    came = {event.message: event.at for event in log if event.what == "comes"}
    gone = {event.message: event.at for event in log if event.what == "goes"}

    new = [parcel for parcel, at in came.items() if begin <= at < end]
    times = [gone[parcel] - came[parcel] for parcel in new if parcel in gone]

    area = 0.0  # parcels times seconds
    for parcel in new:  # wrong: a parcel that came before the window may be there, too
        area += max(0.0, min(gone.get(parcel, end), end) - came[parcel])

    length = end - begin
    return len(new) / length, sum(times) / len(times) if times else None, area / length
