"""Use two events, which wake all waiters, instead of two lines of futures; all of them check again."""

import asyncio
from collections import deque


class BoundedQueue:
    """First in, first out; a task that finds it empty, or full, may wait."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.not_empty = asyncio.Event()
        self.not_full = asyncio.Event()

    async def put(self, item):
        """Add an item at the end; wait while the queue is full."""
        while 0 < self.maxsize <= len(self.items):
            self.not_full.clear()
            await self.not_full.wait()
        self.put_nowait(item)

    def put_nowait(self, item):
        """Add an item at the end, or raise QueueFull."""
        if 0 < self.maxsize <= len(self.items):
            raise asyncio.QueueFull
        self.items.append(item)
        self.not_empty.set()

    async def get(self):
        """Remove the item that has waited longest and return it; wait while there is none."""
        while not self.items:
            self.not_empty.clear()
            await self.not_empty.wait()
        return self.get_nowait()

    def get_nowait(self):
        """Remove the item that has waited longest and return it, or raise QueueEmpty."""
        if not self.items:
            raise asyncio.QueueEmpty
        self.not_full.set()
        return self.items.popleft()
