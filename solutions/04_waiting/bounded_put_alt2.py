"""A waiter for room leaves its item in the line, and the call that makes room adds it.

So put need not check again. This is right only as long as no waiter is cancelled.
"""

import asyncio
from collections import deque


class BoundedQueue:
    """First in, first out; a task that finds it empty, or full, may wait."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.getters = deque()
        self.putters = deque()

    async def put(self, item):
        """Add an item at the end; wait while the queue is full."""
        if 0 < self.maxsize <= len(self.items):
            turn = asyncio.get_running_loop().create_future()
            self.putters.append((turn, item))
            await turn
        else:
            self.put_nowait(item)

    def put_nowait(self, item):
        """Add an item at the end, or raise QueueFull."""
        if 0 < self.maxsize <= len(self.items):
            raise asyncio.QueueFull
        self._add(item)

    async def get(self):
        """Remove the item that has waited longest and return it; wait while there is none."""
        while not self.items:
            turn = asyncio.get_running_loop().create_future()
            self.getters.append(turn)
            await turn
        return self.get_nowait()

    def get_nowait(self):
        """Remove the item that has waited longest and return it, or raise QueueEmpty."""
        if not self.items:
            raise asyncio.QueueEmpty
        item = self.items.popleft()
        if self.putters:
            turn, parked = self.putters.popleft()
            self._add(parked)
            turn.set_result(None)
        return item

    def _add(self, item):
        self.items.append(item)
        if self.getters:
            self.getters.popleft().set_result(None)
