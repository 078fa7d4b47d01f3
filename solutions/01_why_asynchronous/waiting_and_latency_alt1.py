"""Ask the log three times, once for each kind of event, instead of building a table of moments."""


def wait_and_latency(events, order):
    """Return (caller's wait, end-to-end latency) of one order, in seconds."""

    def when(what):
        return min((e.at for e in events if e.what == what and e.message == order), default=None)

    placed, accepted, mailed = when("placed"), when("accepted"), when("mailed")
    return accepted - placed, None if mailed is None else mailed - placed
