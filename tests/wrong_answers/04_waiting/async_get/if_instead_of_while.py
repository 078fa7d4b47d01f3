"""MISCONCEPTION: Whoever is woken up finds an item: why else would they be woken?

VERDICT: RACE
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
        if not self.items:  # wrong: somebody may have been quicker
            turn = asyncio.get_running_loop().create_future()
            self.getters.append(turn)
            await turn
        return self.items.popleft()

    def wake_one(self):
        if self.getters:
            self.getters.popleft().set_result(None)
