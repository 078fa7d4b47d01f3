"""What the third hint of retry_budget leads to, with its holes filled."""

import asyncio


class Unavailable(Exception):
    """Try again later."""


class RetryBudget:
    """Tokens for retries, shared by all callers of a service."""

    def __init__(self, share, reserve, most, attempts):
        self.share, self.reserve, self.most, self.attempts = share, reserve, most, attempts
        self.tokens, self.last = most, asyncio.get_running_loop().time()

    def refill(self):
        """Add the tokens that time has paid in."""
        now = asyncio.get_running_loop().time()
        self.tokens = min(self.most, self.tokens + self.reserve * (now - self.last))
        self.last = now

    async def call(self, operation, wait):
        """Await `operation()`; try again while attempts and tokens last."""
        self.refill()
        self.tokens = min(self.most, self.tokens + self.share)
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
