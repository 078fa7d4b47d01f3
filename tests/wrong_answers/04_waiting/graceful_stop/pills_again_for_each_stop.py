"""MISCONCEPTION: Whoever calls stop sends every cook home.

VERDICT: WRONG
"""

import asyncio

from mqlearn import AsyncQueue


class Closed(Exception):
    pass


class Kitchen:
    def __init__(self, cook, cooks):
        self.cook = cook
        self.orders = AsyncQueue(100)
        self.closed = False
        self.cooks = [asyncio.create_task(self.work()) for _ in range(cooks)]

    def accept(self, order):
        if self.orders.full():
            raise Closed
        self.orders.put_nowait(order)

    async def work(self):
        while True:
            order = await self.orders.get()
            if order is None:
                return
            await self.cook(order)

    async def stop(self):
        for _ in self.cooks:
            await self.orders.put(None)  # wrong: the door is still open, and orders land behind the signs
        await asyncio.wait(self.cooks)
