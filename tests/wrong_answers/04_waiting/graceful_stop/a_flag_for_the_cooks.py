"""MISCONCEPTION: The cooks look at the flag after each dish.

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
        while not self.closed or not self.orders.empty():
            order = (
                await self.orders.get()
            )  # wrong: who is idle waits here, and never looks at the flag again
            await self.cook(order)

    async def stop(self):
        self.closed = True
        await asyncio.wait(self.cooks)
