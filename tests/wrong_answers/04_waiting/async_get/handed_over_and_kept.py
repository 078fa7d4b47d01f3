"""MISCONCEPTION: The future carries the item, and the queue keeps it, to be safe.

VERDICT: DUPLICATED
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
        if self.items:
            return self.items.popleft()
        turn = asyncio.get_running_loop().create_future()
        self.getters.append(turn)
        return await turn  # wrong: the item still lies in self.items, too

    def wake_one(self):
        if self.getters:
            self.getters.popleft().set_result(self.items[-1])
