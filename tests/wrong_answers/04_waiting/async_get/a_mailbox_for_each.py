"""MISCONCEPTION: A small ready-made queue for each one who waits is not the ready-made queue.

VERDICT: WRONG
"""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; whoever finds it empty may wait."""

    def __init__(self):
        self.items = deque()
        self.getters = deque()

    def put_nowait(self, item):
        """Add an item at the end, and wake whoever has waited longest."""
        if self.getters:
            self.getters.popleft().put_nowait(item)
        else:
            self.items.append(item)

    def get_nowait(self):
        """Remove the item that has waited longest and return it, or raise QueueEmpty."""
        if not self.items:
            raise asyncio.QueueEmpty
        return self.items.popleft()

    async def get(self):
        """Remove the item that has waited longest and return it; wait while there is none."""
        if self.items:
            return self.items.popleft()
        box = asyncio.Queue(1)
        self.getters.append(box)
        return await box.get()

    def wake_one(self):
        """Wake whoever has waited longest, if anybody waits."""
        if self.getters:
            self.getters.popleft().set_result(None)
