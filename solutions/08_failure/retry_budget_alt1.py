"""A Bucket class that counts what is missing, behind a method that takes a token or returns False.
The call repeats itself by recursion.
"""

import asyncio


class Unavailable(Exception):
    """Try again later."""


class Bucket:
    """A bucket that counts the missing tokens; 0 is full."""

    def __init__(self, most, rate):
        self.most, self.rate, self.missing, self.since = most, rate, 0.0, None

    def pay_in(self, tokens):
        now = asyncio.get_running_loop().time()
        passed = 0.0 if self.since is None else now - self.since
        self.missing = max(0.0, self.missing - self.rate * passed - tokens)
        self.since = now

    def take(self):
        """Take a token. Return False if there is none."""
        self.pay_in(0.0)
        if self.missing > self.most - 1:
            return False
        self.missing += 1
        return True


class RetryBudget:
    """Tokens for retries, shared by all callers of a service."""

    def __init__(self, share, reserve, most, attempts):
        self.share, self.attempts, self.bucket = share, attempts, Bucket(most, reserve)

    async def call(self, operation, wait, n=1):
        """Await `operation()`; try again while attempts and tokens last."""
        if n == 1:
            self.bucket.pay_in(self.share)
        try:
            return await operation()
        except Unavailable:
            if n >= self.attempts or not self.bucket.take():
                raise
        await asyncio.sleep(wait(n))
        return await self.call(operation, wait, n + 1)
