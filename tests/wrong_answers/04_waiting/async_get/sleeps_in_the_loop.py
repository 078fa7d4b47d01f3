"""MISCONCEPTION: A short time.sleep gives the others time to work.

VERDICT: LOOP BLOCKED
"""

import asyncio
import time
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
            time.sleep(0.01)  # wrong: the whole loop sleeps, also whoever would put something
        return self.items.popleft()

    def wake_one(self):
        pass
