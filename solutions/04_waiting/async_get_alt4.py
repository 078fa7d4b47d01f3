"""Return the future itself from get, which is a plain method here; it is complete if there is an item.

This is right only as long as no waiter is cancelled.
"""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; a task that finds it empty may wait."""

    def __init__(self):
        self.loop = asyncio.get_running_loop()
        self.items = deque()
        self.getters = deque()

    def put_nowait(self, item):
        """Add an item at the end, and hand over what there is."""
        self.items.append(item)
        self.hand_over()

    def get_nowait(self):
        """Remove the item that has waited longest and return it, or raise QueueEmpty."""
        if not self.items:
            raise asyncio.QueueEmpty
        return self.items.popleft()

    def get(self):
        """Return a future: the item that has waited longest, as soon as there is one."""
        turn = self.loop.create_future()
        self.getters.append(turn)
        self.hand_over()
        return turn

    def hand_over(self):
        """Fill in the first future with the first item."""
        if self.items and self.getters:
            self.getters.popleft().set_result(self.items.popleft())
