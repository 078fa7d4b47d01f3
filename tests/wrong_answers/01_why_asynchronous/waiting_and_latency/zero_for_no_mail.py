"""MISCONCEPTION: What did not happen took no time.

VERDICT: WRONG
"""


def wait_and_latency(events, order):
    """Return (caller's wait, end-to-end latency) of one order, in seconds."""

    def when(what):
        return min((e.at for e in events if e.what == what and e.message == order), default=None)

    placed, accepted, mailed = when("placed"), when("accepted"), when("mailed")
    return accepted - placed, 0 if mailed is None else mailed - placed  # wrong: 0 means at once
