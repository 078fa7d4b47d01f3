"""MISCONCEPTION: If there were items already, nobody can be waiting.

VERDICT: STUCK
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
        if self.getters and len(self.items) == 1:  # wrong: two puts in a row, and the second cook sleeps on
            self.getters.popleft().set_result(None)
