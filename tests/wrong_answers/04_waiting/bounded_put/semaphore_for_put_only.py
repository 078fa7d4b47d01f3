"""MISCONCEPTION: A semaphore counts the room, so put_nowait need not ask.

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
        self.room = asyncio.Semaphore(maxsize) if maxsize > 0 else None

    def full(self):
        return 0 < self.maxsize <= len(self.items)

    async def put(self, item):
        if self.room is not None:
            await self.room.acquire()
        self.items.append(item)
        self.wake_one(self.getters)

    def put_nowait(self, item):
        if self.full():
            raise asyncio.QueueFull
        self.items.append(item)  # wrong: takes a place that the semaphore still counts as free
        self.wake_one(self.getters)

    async def get(self):
        while not self.items:
            await self.wait_in(self.getters)
        return self.get_nowait()

    def get_nowait(self):
        if not self.items:
            raise asyncio.QueueEmpty
        item = self.items.popleft()
        if self.room is not None:
            self.room.release()
        return item

    async def wait_in(self, line):
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        await turn

    def wake_one(self, line):
        if line:
            line.popleft().set_result(None)
