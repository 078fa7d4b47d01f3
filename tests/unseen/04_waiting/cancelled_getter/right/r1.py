# RIGHT: two asyncio.Semaphores (orders, places), which are fair and give a grant back on cancellation
import asyncio
import math
from collections import deque


class OrderQueue:
    def __init__(self, maxsize=0):
        self.line = deque()
        self.orders = asyncio.Semaphore(0)
        self.places = asyncio.Semaphore(maxsize if maxsize > 0 else math.inf)

    async def put(self, item):
        await self.places.acquire()
        self.line.append(item)
        self.orders.release()

    async def get(self, timeout=None):
        async with asyncio.timeout(timeout):
            await self.orders.acquire()
        item = self.line.popleft()
        self.places.release()
        return item
