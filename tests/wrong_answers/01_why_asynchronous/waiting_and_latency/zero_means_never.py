"""MISCONCEPTION: A number that is zero is a number that is missing.

VERDICT: WRONG
"""


def wait_and_latency(events, order):
    """Return (caller's wait, end-to-end latency) of one order, in seconds."""

    def when(what):
        return min((e.at for e in events if e.what == what and e.message == order), default=0.0)

    placed, accepted, mailed = when("placed"), when("accepted"), when("mailed")
    return accepted - placed, mailed - placed if mailed else None  # wrong: a mail at 0 s is out as well
