"""MISCONCEPTION: It is enough to compute the limit.

VERDICT: WRONG
"""

import asyncio


class Overloaded(Exception):
    pass


class AdaptiveLimit:
    def __init__(self, start, most, slow):
        self.limit, self.most, self.slow = start, most, slow
        self.places = asyncio.Semaphore(start)
        self.last_fall = float("-inf")

    async def run(self, call):
        async with self.places:  # wrong: still as many as at the start
            clock = asyncio.get_running_loop().time
            begun = clock()
            bad = False
            try:
                return await call()
            except Overloaded:
                bad = True
                raise
            finally:
                if bad or clock() - begun > self.slow:
                    if begun >= self.last_fall:
                        self.limit, self.last_fall = max(1, self.limit / 2), clock()
                else:
                    self.limit = min(self.most, self.limit + 1 / self.limit)
