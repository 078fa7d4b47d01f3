"""MISCONCEPTION: The first event is the placing, the second the accepting, the last the mail.

VERDICT: WRONG
"""


def wait_and_latency(events, order):
    """Return (caller's wait, end-to-end latency) of one order, in seconds."""
    placed, accepted, mailed = events[0], events[1], events[-1]  # wrong: whose are they?
    return accepted.at - placed.at, mailed.at - placed.at
