"""Go through the log once, and keep the earliest moment of each kind of event of this order."""


def wait_and_latency(events, order):
    """Return (caller's wait, end-to-end latency) of one order, in seconds."""
    first = {}
    for event in events:
        if event.message == order:
            first[event.what] = min(event.at, first.get(event.what, event.at))
    wait = first["accepted"] - first["placed"]
    latency = first["mailed"] - first["placed"] if "mailed" in first else None
    return wait, latency
