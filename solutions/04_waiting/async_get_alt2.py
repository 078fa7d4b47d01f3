"""Hand the item over in the future itself, so the woken task need not check again.

This is right only as long as no waiter is cancelled.
"""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; a task that finds it empty may wait."""

    def __init__(self):
        self.items = deque()
        self.getters = deque()

    def put_nowait(self, item):
        """Hand an item to the task that has waited longest, or add it at the end."""
        if self.getters:
            self.getters.popleft().set_result(item)
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
        turn = asyncio.get_running_loop().create_future()
        self.getters.append(turn)
        return await turn
