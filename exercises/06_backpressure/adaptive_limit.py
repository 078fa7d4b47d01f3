"""A shop calls a payment service. Too many calls at once make it slow, too few leave it idle. How many are right?

Task
    Write the class `AdaptiveLimit(start, most, slow)`. `await limiter.run(call)`
    waits for a place, awaits `call()` and returns what it returns. The limit
    finds itself, as in TCP: it grows slowly and falls quickly (AIMD).

Done when
    - `limiter.limit` is the present limit: from 1 to `most`, at first `start`
    - no call begins while int(limit) others are in flight (but a place that was
      given before the limit fell stays given); with room, it begins at once;
      who waited longest goes first, and nobody overtakes the line
    - a good call took at most `slow` seconds, from the moment it began: it adds
      1 / limit, so that a round of good calls adds about 1
    - a bad call took longer, or raised `Overloaded`: the limit falls to a half
      (or to a larger share, 0.9 at most); but a call that began before the last
      fall is the same old story, and does not let it fall again
    - any other error, and a call that is cancelled, say nothing about the load
    - what the call raises goes on to the caller; its place is free again in any
      case, also when somebody who waits is cancelled

Predict
    The limit is 8, and eight calls are in flight. The service chokes, and all
    eight are bad. How often should the limit fall? What if it fell for each?
"""


class Overloaded(Exception):
    """What the service raises when it has too much to do."""


class AdaptiveLimit:
    """A limit on calls in flight that finds the capacity of the service."""

    def __init__(self, start, most, slow):
        self.limit, self.most, self.slow = start, most, slow

    async def run(self, call):
        """Wait for a place, await `call()`, learn from it, and return its result."""
        # TODO: a line of those who wait; then the call; then the lesson from it, and the place
        raise NotImplementedError
