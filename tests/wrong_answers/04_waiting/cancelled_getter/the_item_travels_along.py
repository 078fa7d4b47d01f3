"""MISCONCEPTION: An item that is handed over in the future cannot be taken by anybody else.

VERDICT: LOST
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
        while self.getters:
            turn = self.getters.popleft()
            if not turn.done():
                turn.set_result(item)  # wrong: when its getter is cancelled now, the item is gone
                return
        self.items.append(item)

    async def get(self, timeout=None):
        async with asyncio.timeout(timeout):
            if self.items:
                item = self.items.popleft()
                self.wake_one(self.putters)
                return item
            return await self.wait_in(self.getters)

    async def wait_in(self, line):
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn in line:
                line.remove(turn)
            raise

    def wake_one(self, line):
        while line:
            turn = line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
