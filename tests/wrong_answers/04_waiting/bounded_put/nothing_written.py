"""MISCONCEPTION: If nothing is hung up, nothing can fall down.

VERDICT: LOST
"""

import asyncio
from collections import deque


class BoundedQueue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.getters = deque()
        self.putters = deque()

    def full(self):
        return 0 < self.maxsize <= len(self.items)

    async def put(self, item):
        pass

    def put_nowait(self, item):
        pass  # wrong: the item is nowhere
        self.wake_one(self.getters)

    async def get(self):
        while not self.items:
            await self.wait_in(self.getters)
        return self.get_nowait()

    def get_nowait(self):
        if not self.items:
            raise asyncio.QueueEmpty
        item = self.items.popleft()
        self.wake_one(self.putters)
        return item

    async def wait_in(self, line):
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        await turn

    def wake_one(self, line):
        if line:
            line.popleft().set_result(None)
