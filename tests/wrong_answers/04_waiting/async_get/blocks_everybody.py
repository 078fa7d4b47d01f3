"""MISCONCEPTION: A loop that does nothing is a way to wait.

VERDICT: LOOP BLOCKED
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
            pass  # wrong: whoever would put something cannot run
        return self.items.popleft()

    def wake_one(self):
        pass
