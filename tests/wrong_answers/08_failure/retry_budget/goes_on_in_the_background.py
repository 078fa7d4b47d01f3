"""MISCONCEPTION: A payment that has begun shall not be broken off.

VERDICT: LEAKED
"""

import asyncio


class Unavailable(Exception):
    """Try again later."""


class RetryBudget:
    """Tokens for retries, shared by all callers of a service."""

    def __init__(self, share, reserve, most, attempts):
        self.share, self.reserve, self.most, self.attempts = share, reserve, most, attempts
        self.tokens, self.filled = most, asyncio.get_running_loop().time()

    def refill(self, more=0.0):
        """Bring in what time and a first call have paid."""
        now = asyncio.get_running_loop().time()
        self.tokens = min(self.most, self.tokens + self.reserve * (now - self.filled) + more)
        self.filled = now

    async def call(self, operation, wait):
        return await asyncio.shield(asyncio.ensure_future(self.really(operation, wait)))

    async def really(self, operation, wait):
        self.refill(self.share)
        n = 0
        while True:
            n += 1
            try:
                return await operation()
            except Unavailable:
                self.refill()
                if n == self.attempts or self.tokens < 1:
                    raise
                self.tokens -= 1
            await asyncio.sleep(wait(n))
