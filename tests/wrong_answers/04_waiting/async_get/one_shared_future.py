"""MISCONCEPTION: One future can be awaited by everybody, so nobody needs a line.

VERDICT: RACE
"""

import asyncio
from collections import deque


class OrderQueue:
    def __init__(self):
        self.items = deque()
        self.bell = None

    def put_nowait(self, item):
        self.items.append(item)
        self.wake_one()

    def get_nowait(self):
        if not self.items:
            raise asyncio.QueueEmpty
        return self.items.popleft()

    async def get(self):
        if not self.items:
            if self.bell is None:
                self.bell = asyncio.get_running_loop().create_future()
            await self.bell  # wrong: all of them wake up, and there is one item
        return self.items.popleft()

    def wake_one(self):
        if self.bell is not None:
            self.bell.set_result(None)
            self.bell = None
