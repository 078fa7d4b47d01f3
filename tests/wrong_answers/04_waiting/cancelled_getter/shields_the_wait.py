"""MISCONCEPTION: asyncio.shield protects the queue from cancellations.

VERDICT: STUCK
"""

import asyncio
from collections import deque


class OrderQueue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.getters = deque()
        self.putters = deque()

    async def put(self, item):
        while 0 < self.maxsize <= len(self.items):
            await self.wait_in(self.putters)
        self.items.append(item)
        self.wake_one(self.getters)

    async def get(self, timeout=None):
        async with asyncio.timeout(timeout):
            while not self.items:
                await self.wait_in(self.getters)
            item = self.items.popleft()
            self.wake_one(self.putters)
            return item

    async def wait_in(self, line):
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        await asyncio.shield(turn)  # wrong: protects the future, which nobody waits for any more

    def wake_one(self, line):
        while line:
            turn = line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
