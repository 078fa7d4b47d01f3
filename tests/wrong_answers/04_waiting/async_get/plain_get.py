"""MISCONCEPTION: `await` makes a method asynchronous, so `get` may stay a plain one.

VERDICT: BROKEN
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

    def get(self):  # wrong: await get() waits for what this returns, and that is an item
        return self.items.popleft() if self.items else None

    def wake_one(self):
        pass
