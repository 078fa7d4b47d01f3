"""Let a semaphore count the items and keep the line, instead of futures of our own.

Its count is a hint: get_nowait takes items without it, so get checks again.
"""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; a task that finds it empty may wait."""

    def __init__(self):
        self.items = deque()
        self.count = asyncio.Semaphore(0)

    def put_nowait(self, item):
        """Add an item at the end, and count it."""
        self.items.append(item)
        self.count.release()

    def get_nowait(self):
        """Remove the item that has waited longest and return it, or raise QueueEmpty."""
        if not self.items:
            raise asyncio.QueueEmpty
        return self.items.popleft()

    async def get(self):
        """Remove the item that has waited longest and return it; wait while there is none."""
        while True:
            await self.count.acquire()
            if self.items:  # none: what was counted was taken by get_nowait
                return self.items.popleft()
