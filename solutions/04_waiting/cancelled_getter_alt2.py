"""Right as well: Dijkstra's bounded buffer. Two semaphores count items and room, and keep the lines."""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; whoever finds it empty, or full, may wait, and give up."""

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

    async def get(self):
        """Remove the item that has waited longest and return it; wait while there is none."""
        await self.filled.acquire()
        if self.free is not None:
            self.free.release()
        return self.items.popleft()
