"""MISCONCEPTION: If another task looks again and again, I do not.

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
        await asyncio.create_task(self.look())
        return self.items.popleft()

    async def look(self):
        while not self.items:
            await asyncio.sleep(0.01)  # wrong: somebody is busy all night, whoever it is

    def wake_one(self):
        pass
