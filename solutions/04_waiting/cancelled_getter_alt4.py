"""Right as well: a lock is the line. Only who stands first in it waits for the bell, and who gives up lets it go."""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; whoever finds it empty, or full, may wait, and give up."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.get_door = asyncio.Lock()
        self.put_door = asyncio.Lock()
        self.not_empty = asyncio.Event()
        self.not_full = asyncio.Event()

    async def put(self, item):
        """Add an item at the end; wait while the queue is full."""
        async with self.put_door:
            while 0 < self.maxsize <= len(self.items):
                self.not_full.clear()
                await self.not_full.wait()
            self.items.append(item)
            self.not_empty.set()

    async def get(self):
        """Remove the item that has waited longest and return it; wait while there is none."""
        async with self.get_door:
            while not self.items:
                self.not_empty.clear()
                await self.not_empty.wait()
            self.not_full.set()
            return self.items.popleft()
