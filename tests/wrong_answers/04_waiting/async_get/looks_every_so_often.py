"""MISCONCEPTION: A short nap between two looks is as good as a wake-up.

VERDICT: SPINNING
"""

import asyncio
from collections import deque


class OrderQueue:
    def __init__(self):
        self.items = deque()
        self.getters = deque()

    def put_nowait(self, item):
        self.items.append(item)
        self.wake_one()

    def get_nowait(self):
        if not self.items:
            raise asyncio.QueueEmpty
        return self.items.popleft()

    async def get(self):
        while not self.items:
            await asyncio.sleep(0.05)  # wrong: busy for nothing, and always a little late
        return self.items.popleft()

    def wake_one(self):
        pass
