"""A lock around the bucket, held while a call decides, not while it waits. Fractions instead of
floats count without rounding.
"""

import asyncio
from fractions import Fraction


class Unavailable(Exception):
    """Try again later."""


class RetryBudget:
    """Tokens for retries, shared by all callers of a service, counted without rounding."""

    def __init__(self, share, reserve, most, attempts):
        self.share, self.reserve, self.most = Fraction(str(share)), Fraction(str(reserve)), Fraction(most)
        self.attempts, self.tokens, self.last = attempts, Fraction(most), None
        self.lock = asyncio.Lock()

    async def change(self, tokens):
        """Add tokens, or take some if negative. Return False if there are too few."""
        async with self.lock:
            now = Fraction(asyncio.get_running_loop().time())
            passed = now - (now if self.last is None else self.last)
            self.last = now
            self.tokens = min(self.most, self.tokens + passed * self.reserve)
            if self.tokens + tokens < 0:
                return False
            self.tokens = min(self.most, self.tokens + tokens)
            return True

    async def call(self, operation, wait):
        """Await `operation()`; try again while attempts and tokens last."""
        await self.change(self.share)
        n = 0
        while True:
            n += 1
            try:
                return await operation()
            except Unavailable:
                if n == self.attempts or not await self.change(-1):
                    raise
                await asyncio.sleep(wait(n))
