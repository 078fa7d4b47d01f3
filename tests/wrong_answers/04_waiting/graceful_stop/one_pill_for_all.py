"""MISCONCEPTION: One sign on the rail is seen by all cooks.

VERDICT: STUCK
"""

import asyncio

from mqlearn import AsyncQueue


class Closed(Exception):
    pass


class Kitchen:
    def __init__(self, cook, cooks):
        self.cook = cook
        self.orders = AsyncQueue()
        self.closed = False
        self.cooks = [asyncio.create_task(self.work()) for _ in range(cooks)]

    def accept(self, order):
        if self.closed:
            raise Closed
        self.orders.put_nowait(order)

    async def work(self):
        while True:
            order = await self.orders.get()
            if order is None:
                return
            await self.cook(order)

    async def stop(self):
        self.closed = True
        self.orders.put_nowait(None)  # wrong: whoever takes it goes home, and nobody else learns of it
        await asyncio.wait(self.cooks)
