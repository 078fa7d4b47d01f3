"""What the third hint of async_get leads to, with its holes filled."""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; a task that finds it empty may wait."""

    def __init__(self):
        self.items = deque()
        self.getters = deque()

    def put_nowait(self, item):
        """Add an item at the end, and wake the task that has waited longest."""
        self.items.append(item)
        self.wake_one()

    def get_nowait(self):
        """Remove the item that has waited longest and return it, or raise QueueEmpty."""
        if not self.items:
            raise asyncio.QueueEmpty
        return self.items.popleft()

    async def get(self):
        """Remove the item that has waited longest and return it; wait while there is none."""
        while not self.items:
            turn = asyncio.get_running_loop().create_future()
            self.getters.append(turn)
            await turn
        return self.items.popleft()

    def wake_one(self):
        """Wake the task that has waited longest, if any waits."""
        if self.getters:
            self.getters.popleft().set_result(None)
