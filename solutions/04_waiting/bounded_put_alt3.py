"""Use one future for all waiters: every change wakes all of them, and all check again.

This is right only as long as no waiter is cancelled, because that would cancel the shared future.
"""

import asyncio
from collections import deque


class BoundedQueue:
    """First in, first out; a task that finds it empty, or full, may wait."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.loop = asyncio.get_running_loop()
        self.change = self.loop.create_future()

    def changed(self):
        """Wake every task that waits for a change, and begin to wait for the next one."""
        self.change.set_result(None)
        self.change = self.loop.create_future()

    async def put(self, item):
        """Add an item at the end; wait while the queue is full."""
        while 0 < self.maxsize <= len(self.items):
            await self.change
        self.put_nowait(item)

    def put_nowait(self, item):
        """Add an item at the end, or raise QueueFull."""
        if 0 < self.maxsize <= len(self.items):
            raise asyncio.QueueFull
        self.items.append(item)
        self.changed()

    async def get(self):
        """Remove the item that has waited longest and return it; wait while there is none."""
        while not self.items:
            await self.change
        return self.get_nowait()

    def get_nowait(self):
        """Remove the item that has waited longest and return it, or raise QueueEmpty."""
        if not self.items:
            raise asyncio.QueueEmpty
        self.changed()
        return self.items.popleft()
