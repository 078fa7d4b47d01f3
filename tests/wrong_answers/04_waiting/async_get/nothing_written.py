"""MISCONCEPTION: When nothing is there, nothing can be returned.

VERDICT: WRONG
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
        return None  # wrong: None is not an order

    def wake_one(self):
        pass
