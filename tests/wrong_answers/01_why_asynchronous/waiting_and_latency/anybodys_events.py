"""MISCONCEPTION: What happened matters, but not to whom.

VERDICT: WRONG
"""


def wait_and_latency(events, order):
    """Return (caller's wait, end-to-end latency) of one order, in seconds."""

    def when(what):
        return min((e.at for e in events if e.what == what), default=None)  # wrong: whose event is it?

    placed, accepted, mailed = when("placed"), when("accepted"), when("mailed")
    return accepted - placed, None if mailed is None else mailed - placed
