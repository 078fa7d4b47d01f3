"""MISCONCEPTION: All who wait are equal, so a set will do.

VERDICT: UNFAIR
"""

import asyncio
from collections import deque


class OrderQueue:
    def __init__(self):
        self.items = deque()
        self.getters = []

    def put_nowait(self, item):
        self.items.append(item)
        self.wake_one()

    def get_nowait(self):
        if not self.items:
            raise asyncio.QueueEmpty
        return self.items.popleft()

    async def get(self):
        while not self.items:  # while: between the wake-up and now, somebody may have been quicker
            turn = asyncio.get_running_loop().create_future()
            self.getters.append(turn)
            await turn
        return self.items.popleft()

    def wake_one(self):
        if self.getters:
            self.getters.pop(len(self.getters) // 2).set_result(None)  # wrong: anybody, just not the first
