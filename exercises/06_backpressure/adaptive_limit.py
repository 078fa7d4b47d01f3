"""A shop calls a payment service. Too many calls at once make it slow, too few leave it idle. How many are right?

Task
    Write the class `AdaptiveLimit(start, most, slow)`. `await limiter.run(call)`
    waits for a place, awaits `call()` and returns its result. The limit adapts
    as in TCP: it grows slowly and falls quickly (AIMD).

Done when
    - `limiter.limit` is the present limit: at first `start`, never below 1 nor
      above `most`
    - a call begins only while fewer than int(limit) are in flight, and then at
      once; a place given to a waiting call stays given, even if the limit falls
      at the same moment of the clock; places are given first come, first served
    - a good call took at most `slow` seconds from the moment it began. It adds
      1 / limit, so that a round of good calls adds about 1
    - a bad call took longer, or raised `Overloaded`. It cuts the limit to a half
      (or to a larger share, at most 0.9), but only if the call began after the
      last cut. A call that begins at the very moment of a cut, after it, counts
      as begun after it
    - a call that raises another error, or is cancelled, changes no limit
    - the caller gets what the call raises; its place is free again in any case.
      A waiting caller that is cancelled leaves the line

Predict
    The limit is 8, and eight calls are in flight. The service chokes, and all
    eight are bad. How often should the limit fall? What if it fell for each?
"""


class Overloaded(Exception):
    """Raised by the service when it has too much to do."""


class AdaptiveLimit:
    """A limit on calls in flight that adapts to the capacity of the service."""

    def __init__(self, start, most, slow):
        self.limit, self.most, self.slow = start, most, slow

    async def run(self, call):
        """Wait for a place, await `call()`, adapt the limit, and return the result."""
        # TODO: wait in line for a place; make the call; adapt the limit; free the place
        raise NotImplementedError
