"""MISCONCEPTION: An item is out of the queue when the queue no longer points at it.

VERDICT: LEAKED
"""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; whoever finds it empty may wait."""

    def __init__(self):
        self.items = []
        self.head = 0
        self.getters = deque()

    def put_nowait(self, item):
        """Add an item at the end, and wake whoever has waited longest."""
        self.items.append(item)
        self.wake_one()

    def get_nowait(self):
        """Remove the item that has waited longest and return it, or raise QueueEmpty."""
        if self.head == len(self.items):
            raise asyncio.QueueEmpty
        self.head += 1
        return self.items[self.head - 1]

    async def get(self):
        """Remove the item that has waited longest and return it; wait while there is none."""
        while self.head == len(self.items):  # while: between the wake-up and now, somebody may have been quicker
            turn = asyncio.get_running_loop().create_future()
            self.getters.append(turn)
            await turn
        return self.get_nowait()

    def wake_one(self):
        """Wake whoever has waited longest, if anybody waits."""
        if self.getters:
            self.getters.popleft().set_result(None)
