"""Count items and room with two semaphores: Dijkstra's bounded buffer.

The semaphores keep the lines, and handle cancellation.
"""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; a caller that finds it empty, or full, may wait, and give up."""

    def __init__(self, maxsize=0):
        self.items = deque()
        self.filled = asyncio.Semaphore(0)
        self.free = asyncio.Semaphore(maxsize) if maxsize > 0 else None

    async def put(self, item):
        """Add an item at the end; wait while the queue is full."""
        if self.free is not None:
            await self.free.acquire()
        self.items.append(item)
        self.filled.release()

    async def get(self, timeout=None):
        """Take the oldest item; wait for one, but no longer than `timeout` seconds, None for no limit."""
        async with asyncio.timeout(timeout):
            await self.filled.acquire()
            if self.free is not None:
                self.free.release()
            return self.items.popleft()
