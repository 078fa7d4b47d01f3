"""MISCONCEPTION: A ready-made queue may do the work, if it is put away in a list.

VERDICT: WRONG
"""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; whoever finds it empty may wait."""

    def __init__(self):
        self.items = deque()
        self.inner = [asyncio.Queue()]
        self.getters = deque()

    def put_nowait(self, item):
        """Add an item at the end, and wake whoever has waited longest."""
        self.inner[0].put_nowait(item)

    def get_nowait(self):
        """Remove the item that has waited longest and return it, or raise QueueEmpty."""
        return self.inner[0].get_nowait()

    async def get(self):
        """Remove the item that has waited longest and return it; wait while there is none."""
        return await self.inner[0].get()

    def wake_one(self):
        """Wake whoever has waited longest, if anybody waits."""
        if self.getters:
            self.getters.popleft().set_result(None)
