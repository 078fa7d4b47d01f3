"""MISCONCEPTION: Where nothing is, there is None, so None means nothing.

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
        while True:
            item = self.items.popleft() if self.items else None
            if item is not None:  # wrong: somebody may have put None, and it is gone now
                return item
            turn = asyncio.get_running_loop().create_future()
            self.getters.append(turn)
            await turn

    def wake_one(self):
        if self.getters:
            self.getters.popleft().set_result(None)
