"""A shop's callers share one payment service. When it is down, every caller tries four times: four times the load.

Task
    Write the class `RetryBudget(share, reserve, most, attempts)`, one for all
    callers. `await budget.call(operation, wait)` awaits `operation()`, and tries
    again if it raises `Unavailable`, but only while there are tokens.

Done when
    - a first call is made at once, whatever the bucket holds. Its result, and any
      error but `Unavailable` (and its subclasses), reaches the caller at once; so
      does a cancellation
    - there is one bucket. It holds `most` tokens at first, and never more. Each
      first call pays `share` tokens in, when it begins
    - time pays in, too: `reserve` tokens a second by the event loop's clock, evenly
      (half a second brings half of `reserve`), also during a call or a wait.
      What would overflow the bucket at that moment is lost. No task is left running
    - after failure n (the first is 1): if that was attempt number `attempts`, or
      there is less than one token by now, the error reaches the caller at once.
      Otherwise the retry takes one token, then sleeps once, for `wait(n)` seconds
    - there are never more retries than tokens, however many callers there are.
      `share` is a fraction, such as 0.1; floats will do, because no check
      depends on how they are rounded

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
        # TODO: pay in for the first call; take a token for each retry, then wait(n) seconds
        raise NotImplementedError
