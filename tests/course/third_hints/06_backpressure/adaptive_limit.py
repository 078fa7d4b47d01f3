"""What the third hint of adaptive_limit leads to, with its holes filled."""

import asyncio
from collections import deque


class Overloaded(Exception):
    """Raised by the service when it has too much to do."""


class AdaptiveLimit:
    """A limit on calls in flight that adapts to the capacity of the service."""

    def __init__(self, start, most, slow):
        self.limit, self.most, self.slow = start, most, slow
        self.in_flight = 0
        self.line = deque()
        self.last_cut = float("-inf")

    async def run(self, call):
        """Wait for a place, await `call()`, adapt the limit, and return the result."""
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
        if begun >= self.last_cut:
            self.limit = max(1, self.limit / 2)
            self.last_cut = now

    async def _place(self):
        """Wait for a place. It counts as taken from the moment it is handed over."""
        turn = asyncio.get_running_loop().create_future()
        self.line.append(turn)
        self._admit()
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self.in_flight -= 1  # cancelled after the place was handed over: free it
            self._admit()
            raise

    def _admit(self):
        """Hand free places to the first in line, and skip callers that were cancelled."""
        while self.line and self.in_flight < int(self.limit):
            turn = self.line.popleft()
            if not turn.done():
                self.in_flight += 1
                turn.set_result(None)
