"""Use one event for all waiters, instead of a future for each.

All of them wake up, the first one takes the item, and the others wait again.
"""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; a task that finds it empty may wait."""

    def __init__(self):
        self.items = deque()
        self.something_is_there = asyncio.Event()

    def put_nowait(self, item):
        """Add an item at the end, and wake every waiting task."""
        self.items.append(item)
        self.something_is_there.set()

    def get_nowait(self):
        """Remove the item that has waited longest and return it, or raise QueueEmpty."""
        if not self.items:
            raise asyncio.QueueEmpty
        return self.items.popleft()

    async def get(self):
        """Remove the item that has waited longest and return it; wait while there is none."""
        while not self.items:
            self.something_is_there.clear()
            await self.something_is_there.wait()
        return self.items.popleft()
