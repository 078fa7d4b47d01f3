"""MISCONCEPTION: Whoever was told that there is room has it.

VERDICT: UNBOUNDED
"""

"""Right as well: the weights lie under a lock that both sides take for a moment; the loop is only rung."""

import asyncio
import threading
from collections import deque


class Closed(Exception):
    """Nothing waits, and nothing will come."""


class Bridge:
    """Weights go in from threads, and come out in the event loop."""

    def __init__(self, loop, maxsize):
        self.loop = loop
        self.maxsize = maxsize
        self.weights = deque()
        self.is_closed = False
        self.room = threading.Condition()
        self.bell = asyncio.Event()

    def put(self, weight):
        """Called by threads: hand over one weight; wait while `maxsize` of them wait."""
        with self.room:
            if len(self.weights) >= self.maxsize:
                self.room.wait()
            self.weights.append(weight)
        self.loop.call_soon_threadsafe(self.bell.set)

    def close(self):
        """Called by one thread, after the last put of all."""
        with self.room:
            self.is_closed = True
        self.loop.call_soon_threadsafe(self.bell.set)

    async def get(self):
        """Called in the event loop, by one task: the next weight, or raise Closed."""
        while True:
            self.bell.clear()  # first, and then look: whoever rings from here on is heard
            with self.room:  # held for a moment only, by anybody
                if self.weights:
                    self.room.notify()
                    return self.weights.popleft()
                if self.is_closed:
                    raise Closed
            await self.bell.wait()
