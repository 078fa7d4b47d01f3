"""Right as well: a condition. put_nowait cannot wait for its lock, so a task of its own rings the bell."""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; whoever finds it empty may wait."""

    def __init__(self):
        self.items = deque()
        self.changed = asyncio.Condition()
        self.tasks = set()

    def put_nowait(self, item):
        """Add an item at the end, and wake whoever has waited longest."""
        self.items.append(item)
        self.wake_one()

    def get_nowait(self):
        """Remove the item that has waited longest and return it, or raise QueueEmpty."""
        if not self.items:
            raise asyncio.QueueEmpty
        return self.items.popleft()

    async def get(self):
        """Remove the item that has waited longest and return it; wait while there is none."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.items)
            return self.items.popleft()

    def wake_one(self):
        """Wake whoever has waited longest, if anybody waits."""
        task = asyncio.get_running_loop().create_task(self.ring())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def ring(self):
        async with self.changed:
            self.changed.notify()
