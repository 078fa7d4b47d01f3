"""MISCONCEPTION: With a free place, a caller need not wait.

VERDICT: UNFAIR
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
        while self.in_flight >= int(self.limit):  # wrong: who comes along now is served before who was woken
            turn = asyncio.get_running_loop().create_future()
            self.line.append(turn)
            await turn
        self.in_flight += 1
        clock = asyncio.get_running_loop().time
        begun = clock()
        bad = None
        try:
            result = await call()
            bad = clock() - begun > self.slow
            return result
        except Overloaded:
            bad = True
            raise
        finally:
            if bad and begun >= self.last_fall:
                self.limit, self.last_fall = max(1, self.limit / 2), clock()
            elif bad is False:
                self.limit = min(self.most, self.limit + 1 / self.limit)
            self.in_flight -= 1
            for _ in range(int(self.limit) - self.in_flight):
                if self.line:
                    self.line.popleft().set_result(None)
