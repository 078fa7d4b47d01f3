"""MISCONCEPTION: One call at a time is the safest limit of all.

VERDICT: WRONG
"""

import asyncio


class Overloaded(Exception):
    pass


class AdaptiveLimit:
    def __init__(self, start, most, slow):
        self.limit, self.most, self.slow = start, most, slow
        self.lock = asyncio.Lock()

    async def run(self, call):
        async with self.lock:  # wrong: the limit is always 1
            return await call()
