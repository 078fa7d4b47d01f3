"""MISCONCEPTION: When the error of the starter is gone, the exercise is done.

VERDICT: WRONG
"""


def wait_and_latency(events, order):
    """Return (caller's wait, end-to-end latency) of one order, in seconds."""
    pass  # wrong: returns None
