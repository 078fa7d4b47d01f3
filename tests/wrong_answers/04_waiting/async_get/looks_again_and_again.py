"""MISCONCEPTION: Waiting means giving the others a turn, and looking again.

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
            await asyncio.sleep(0)  # wrong: it never sleeps, and looks some hundred thousand times a second
        return self.items.popleft()

    def wake_one(self):
        pass
