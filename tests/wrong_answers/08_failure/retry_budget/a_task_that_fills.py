"""MISCONCEPTION: Time brings tokens only if a task adds them.

VERDICT: LEAKED
"""

import asyncio


class Unavailable(Exception):
    """Try again later."""


class RetryBudget:
    """Tokens for retries, shared by all callers of a service."""

    def __init__(self, share, reserve, most, attempts):
        self.share, self.reserve, self.most, self.attempts = share, reserve, most, attempts
        self.filler = None
        self.tokens, self.filled = most, asyncio.get_running_loop().time()

    def refill(self, more=0.0):
        """Bring in what time and a first call have paid."""
        now = asyncio.get_running_loop().time()
        self.tokens = min(self.most, self.tokens + self.reserve * (now - self.filled) + more)
        self.filled = now

    async def fills(self):
        """Bring in the reserve, eight times a second."""
        while True:
            await asyncio.sleep(0.125)
            self.refill()

    async def call(self, operation, wait):
        """Await `operation()`; try again while attempts and tokens last."""
        if self.filler is None:
            self.filler = asyncio.create_task(self.fills())
        self.refill(self.share)
        n = 0
        while True:
            n += 1
            try:
                return await operation()
            except Unavailable:
                if n == self.attempts or self.tokens < 1:
                    raise
                self.tokens -= 1
            await asyncio.sleep(wait(n))
