"""MISCONCEPTION: The place in the log says what happened first.

VERDICT: WRONG
"""


def wait_and_latency(events, order):
    """Return (caller's wait, end-to-end latency) of one order, in seconds."""

    def when(what):
        return next((e.at for e in events if e.what == what and e.message == order), None)  # wrong: not min

    placed, accepted, mailed = when("placed"), when("accepted"), when("mailed")
    return accepted - placed, None if mailed is None else mailed - placed
