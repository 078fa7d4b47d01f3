"""MISCONCEPTION: A call that did not fail, and was quick, went well.

VERDICT: WRONG
"""

import asyncio
from collections import deque


class Overloaded(Exception):
    """What the service raises when it has too much to do."""


class AdaptiveLimit:
    """A limit on calls in flight that finds the capacity of the service."""

    def __init__(self, start, most, slow):
        self.limit, self.most, self.slow = start, most, slow
        self.in_flight = 0
        self.line = deque()
        self.last_fall = float("-inf")

    async def run(self, call):
        """Wait for a place, await `call()`, learn from it, and return its result."""
        await self._place()
        clock = asyncio.get_running_loop().time
        begun = clock()
        verdict = "good"  # wrong: a call that is cancelled keeps it
        try:
            return await call()
        except Overloaded:
            verdict = "bad"
            raise
        except Exception:
            verdict = "nothing"
            raise
        finally:
            if verdict == "bad" or verdict == "good" and clock() - begun > self.slow:
                self._fall(begun, clock())
            elif verdict == "good":
                self.limit = min(self.most, self.limit + 1 / self.limit)
            self.in_flight -= 1
            self._admit()

    def _fall(self, begun, now):
        if begun >= self.last_fall:
            self.limit = max(1, self.limit / 2)
            self.last_fall = now

    async def _place(self):
        """Wait until a place is yours; it is counted from then on."""
        turn = asyncio.get_running_loop().create_future()
        self.line.append(turn)
        self._admit()
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self.in_flight -= 1  # the place was handed over, and nobody is there to take it
            self._admit()
            raise

    def _admit(self):
        """Hand the free places over; who has given up stands in the line only until it comes to them."""
        while self.line and self.in_flight < int(self.limit):
            turn = self.line.popleft()
            if not turn.done():
                self.in_flight += 1
                turn.set_result(None)
