"""MISCONCEPTION: To look once a second is precise enough for an average.

VERDICT: WRONG
"""


def measure(log, begin, end):
    came = {event.message: event.at for event in log if event.what == "comes"}
    gone = {event.message: event.at for event in log if event.what == "goes"}

    new = [parcel for parcel, at in came.items() if begin <= at < end]
    times = [gone[parcel] - came[parcel] for parcel in new if parcel in gone]

    area = 0.0  # parcels times seconds
    looks = 0
    at = begin
    while at < end:  # wrong: what happens between two looks is not seen
        looks += 1
        area += sum(c <= at < gone.get(parcel, end) for parcel, c in came.items())
        at += 1
    area *= (end - begin) / looks

    length = end - begin
    return len(new) / length, sum(times) / len(times) if times else None, area / length
