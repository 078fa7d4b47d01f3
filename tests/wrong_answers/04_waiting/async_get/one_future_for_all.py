"""MISCONCEPTION: There is one cook, so one future will do.

VERDICT: STUCK
"""

import asyncio
from collections import deque


class OrderQueue:
    def __init__(self):
        self.items = deque()
        self.getter = None

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
            self.getter = turn  # wrong: the cook who waited before is forgotten
            await turn
        return self.items.popleft()

    def wake_one(self):
        if self.getter is not None:
            turn, self.getter = self.getter, None
            turn.set_result(None)
