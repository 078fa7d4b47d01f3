"""MISCONCEPTION: A queue with room for two is full when more than two lie there.

VERDICT: UNBOUNDED
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
        return 0 < self.maxsize < len(self.items)  # wrong: full a little too late

    async def put(self, item):
        while self.full():
            await self.wait_in(self.putters)
        self.put_nowait(item)

    def put_nowait(self, item):
        if self.full():
            raise asyncio.QueueFull
        self.items.append(item)
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
