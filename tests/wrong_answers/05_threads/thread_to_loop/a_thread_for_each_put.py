"""MISCONCEPTION: A thread of its own hands each weight over, so put need not know the loop.

VERDICT: WRONG
"""

import asyncio
import threading
from collections import deque


class Closed(Exception):
    """Nothing waits, and nothing will come."""


class Bridge:
    def __init__(self, loop, maxsize):
        self.loop = loop
        self.room = threading.Semaphore(maxsize)
        self.items = deque()
        self.closed = False
        self.arrived = asyncio.Event()

    def put(self, weight):
        self.room.acquire()
        thread = threading.Thread(target=self.loop.call_soon_threadsafe, args=(self._arrive, weight))
        thread.start()
        thread.join()

    def _arrive(self, weight):
        self.items.append(weight)
        self.arrived.set()

    def close(self):
        self.loop.call_soon_threadsafe(self._shut)

    def _shut(self):
        self.closed = True
        self.arrived.set()

    async def get(self):
        while not self.items:
            if self.closed:
                raise Closed
            self.arrived.clear()
            await self.arrived.wait()
        weight = self.items.popleft()
        self.room.release()
        return weight
