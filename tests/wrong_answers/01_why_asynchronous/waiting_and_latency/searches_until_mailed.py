"""MISCONCEPTION: Every order is mailed in the end, so you only have to look long enough.

VERDICT: SPINNING
"""


def wait_and_latency(events, order):
    """Return (caller's wait, end-to-end latency) of one order, in seconds."""
    first = {}
    while "mailed" not in first:  # wrong: the log is finished; looking again changes nothing
        for event in events:
            if event.message == order:
                first[event.what] = min(event.at, first.get(event.what, event.at))
    return first["accepted"] - first["placed"], first["mailed"] - first["placed"]
