"""MISCONCEPTION: A program has one bucket, whatever it talks to.

VERDICT: WRONG
"""

import asyncio


class Unavailable(Exception):
    """Try again later."""


class RetryBudget:
    """Tokens for retries, shared by all callers of a service."""

    buckets = {}

    def __init__(self, share, reserve, most, attempts):
        self.share, self.reserve, self.most, self.attempts = share, reserve, most, attempts
        loop = asyncio.get_running_loop()
        self.bucket = self.buckets.setdefault(loop, {"tokens": most, "filled": loop.time()})

    def refill(self, more=0.0):
        """Bring in what time and a first call have paid."""
        now = asyncio.get_running_loop().time()
        self.bucket["tokens"] = min(
            self.most, self.bucket["tokens"] + self.reserve * (now - self.bucket["filled"]) + more
        )
        self.bucket["filled"] = now

    async def call(self, operation, wait):
        """Await `operation()`; try again while attempts and tokens last."""
        self.refill(self.share)
        n = 0
        while True:
            n += 1
            try:
                return await operation()
            except Unavailable:
                self.refill()
                if n == self.attempts or self.bucket["tokens"] < 1:
                    raise
                self.bucket["tokens"] -= 1
            await asyncio.sleep(wait(n))
