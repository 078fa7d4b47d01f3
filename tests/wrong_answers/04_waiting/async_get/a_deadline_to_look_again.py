"""MISCONCEPTION: A wake-up may get lost, so one had better look again now and then, to be safe.

VERDICT: SPINNING
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
        while not self.items:
            turn = asyncio.get_running_loop().create_future()
            self.getters.append(turn)
            await asyncio.wait([turn], timeout=0.5)  # wrong: wakes up twice a second, all night long
        return self.items.popleft()

    def wake_one(self):
        if self.getters:
            turn = self.getters.popleft()
            if not turn.done():
                turn.set_result(None)
