"""MISCONCEPTION: An empty queue is an error.

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
        return self.get_nowait()  # wrong: does not wait, and so it raises

    def wake_one(self):
        pass
