"""MISCONCEPTION: A caller that was woken will always come.

VERDICT: STUCK
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
        turn = asyncio.get_running_loop().create_future()
        self.line.append(turn)
        self._admit()
        await turn  # wrong: woken and cancelled at once, the place is nobody's

    def _admit(self):
        while self.line and self.in_flight < int(self.limit):
            turn = self.line.popleft()
            if not turn.done():
                self.in_flight += 1
                turn.set_result(None)
