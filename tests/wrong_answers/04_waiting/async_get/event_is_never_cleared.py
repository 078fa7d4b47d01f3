"""MISCONCEPTION: An event is over when it has been waited for.

VERDICT: LOOP BLOCKED
"""

import asyncio
from collections import deque


class OrderQueue:
    def __init__(self):
        self.items = deque()
        self.event = asyncio.Event()

    def put_nowait(self, item):
        self.items.append(item)
        self.wake_one()

    def get_nowait(self):
        if not self.items:
            raise asyncio.QueueEmpty
        return self.items.popleft()

    async def get(self):
        while not self.items:
            await self.event.wait()  # wrong: it stays set, so from the second time on this does not wait
        return self.items.popleft()

    def wake_one(self):
        self.event.set()
