"""MISCONCEPTION: Waiting means looking again after a short sleep.

VERDICT: SPINNING
"""

import asyncio
from collections import deque


class Overloaded(Exception):
    pass


class AdaptiveLimit:
    def __init__(self, start, most, slow):
        self.limit, self.most, self.slow = start, most, slow
        self.in_flight = 0
        self.line = deque()
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
            self._admit()

    def _fall(self, begun, now):
        if begun >= self.last_fall:
            self.limit = max(1, self.limit / 2)
            self.last_fall = now

    async def _place(self):
        me = object()
        self.line.append(me)
        try:
            while self.line[0] is not me or self.in_flight >= int(self.limit):
                await asyncio.sleep(0.05)  # wrong: late by up to 0.05 s
        finally:
            self.line.remove(me)
        self.in_flight += 1

    def _admit(self):
        pass
