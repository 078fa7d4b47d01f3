"""MISCONCEPTION: The last event of a kind is the one that counts.

VERDICT: WRONG
"""


def wait_and_latency(events, order):
    """Return (caller's wait, end-to-end latency) of one order, in seconds."""
    when = {}
    for event in sorted(events, key=lambda e: e.at):
        if event.message == order:
            when[event.what] = event.at  # wrong: a second mail overwrites the first
    latency = when["mailed"] - when["placed"] if "mailed" in when else None
    return when["accepted"] - when["placed"], latency
