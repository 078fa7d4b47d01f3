"""A shop's callers share one payment service. When it is down, every caller tries four times: four times the load.

Task
    Write the class `RetryBudget(share, reserve, most, attempts)`, one for all
    callers. `await budget.call(operation, wait)` awaits `operation()`, and tries
    again if it raises `Unavailable`, but only as long as there are tokens.

Done when
    - a first call is never held up nor refused. Whatever the call returns, or any
      error but `Unavailable` (and its kinds) that it raises, goes on to the caller
      at once; so does a cancellation
    - there is one bucket. It holds `most` tokens at first, and never more. Each
      first call pays `share` tokens in, when it begins; each second brings
      `reserve` more, by the clock of the event loop
    - after failure n (the first is 1): if that was attempt number `attempts`, or
      there is less than one token, the error goes on to the caller at once.
      Otherwise the retry takes one token, then waits for `wait(n)` seconds
    - however many callers there are, and whenever they come: there are never more
      retries than tokens. `share` is a fraction, such as 0.1; plain floats will
      do, for no check depends on how they are rounded

Predict
    100 callers call at the same moment, and the service is down. share is 0.1,
    reserve 0, most 10, attempts 4. How many calls does the service see, without
    a budget and with it?
"""


class Unavailable(Exception):
    """Try again later."""


class RetryBudget:
    """Tokens for retries, shared by all callers of a service."""

    def __init__(self, share, reserve, most, attempts):
        self.share, self.reserve, self.most, self.attempts = share, reserve, most, attempts

    async def call(self, operation, wait):
        """Await `operation()`; try again while attempts and tokens last."""
        # TODO: pay in for the first call; take a token for each further one, then wait(n) seconds
        raise NotImplementedError
