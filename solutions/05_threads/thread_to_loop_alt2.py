"""Keep the weights under a lock that both sides hold only briefly; the loop is only woken.

A condition makes the threads wait, and an event the coroutine.
"""

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
        """Hand over one weight; wait while `maxsize` of them wait. Called by threads."""
        with self.room:
            self.room.wait_for(lambda: len(self.weights) < self.maxsize)
            self.weights.append(weight)
        self.loop.call_soon_threadsafe(self.bell.set)

    def close(self):
        """End the bridge; called by one thread, after the last put of all."""
        with self.room:
            self.is_closed = True
        self.loop.call_soon_threadsafe(self.bell.set)

    async def get(self):
        """Return the next weight, or raise Closed; called in the event loop, by one task."""
        while True:
            self.bell.clear()  # before checking: a set() from here on is not missed
            with self.room:  # held for a moment only, by anybody
                if self.weights:
                    self.room.notify()
                    return self.weights.popleft()
                if self.is_closed:
                    raise Closed
            await self.bell.wait()
