"""The call that makes room wakes one waiter for room; a woken waiter checks the bound again."""

import asyncio
from collections import deque


class BoundedQueue:
    """First in, first out; a task that finds it empty, or full, may wait."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.getters = deque()
        self.putters = deque()

    def full(self):
        """Return True if the bound is reached; never without a bound."""
        return 0 < self.maxsize <= len(self.items)

    async def put(self, item):
        """Add an item at the end; wait while the queue is full."""
        while self.full():
            await self.wait_in(self.putters)
        self.put_nowait(item)

    def put_nowait(self, item):
        """Add an item at the end, or raise QueueFull."""
        if self.full():
            raise asyncio.QueueFull
        self.items.append(item)
        self.wake_one(self.getters)

    async def get(self):
        """Remove the item that has waited longest and return it; wait while there is none."""
        while not self.items:
            await self.wait_in(self.getters)
        return self.get_nowait()

    def get_nowait(self):
        """Remove the item that has waited longest and return it, or raise QueueEmpty."""
        if not self.items:
            raise asyncio.QueueEmpty
        item = self.items.popleft()
        self.wake_one(self.putters)
        return item

    async def wait_in(self, line):
        """Wait at the end of the line until woken."""
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        await turn

    def wake_one(self, line):
        """Wake the first waiter of the line."""
        if line:
            line.popleft().set_result(None)
