"""MISCONCEPTION: A loop that lets the others run is as good as waiting.

VERDICT: SPINNING
"""

import asyncio


class Overloaded(Exception):
    pass


class AdaptiveLimit:
    def __init__(self, start, most, slow):
        self.limit, self.most, self.slow = start, most, slow
        self.in_flight = 0
        self.last_fall = float("-inf")

    async def run(self, call):
        await self._place()
        clock = asyncio.get_running_loop().time
        begun = clock()
        try:
            result = await call()
        except Overloaded:
            self._fall(begun, clock())
            raise
        else:
            now = clock()
            if now - begun > self.slow:
                self._fall(begun, now)
            else:
                self.limit = min(self.most, self.limit + 1 / self.limit)
            return result
        finally:
            self.in_flight -= 1

    def _fall(self, begun, now):
        if begun >= self.last_fall:
            self.limit = max(1, self.limit / 2)
            self.last_fall = now

    async def _place(self):
        while self.in_flight >= int(self.limit):
            await asyncio.sleep(0)  # wrong: busy all the time
        self.in_flight += 1
