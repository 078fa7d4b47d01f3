"""MISCONCEPTION: It does not matter at which end of the line one begins.

VERDICT: UNFAIR
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
        while not self.items:  # while: between the wake-up and now, somebody may have been quicker
            turn = asyncio.get_running_loop().create_future()
            self.getters.append(turn)
            await turn
        return self.items.popleft()

    def wake_one(self):
        if self.getters:
            self.getters.pop().set_result(None)  # wrong: whoever came last is served first
