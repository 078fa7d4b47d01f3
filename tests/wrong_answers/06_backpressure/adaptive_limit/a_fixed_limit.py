"""MISCONCEPTION: A good limit is found once, and then it stays.

VERDICT: WRONG
"""

import asyncio


class Overloaded(Exception):
    pass


class AdaptiveLimit:
    def __init__(self, start, most, slow):
        self.limit, self.most, self.slow = start, most, slow
        self.places = asyncio.Semaphore(start)

    async def run(self, call):
        async with self.places:
            return await call()  # wrong: nothing is learned from it
