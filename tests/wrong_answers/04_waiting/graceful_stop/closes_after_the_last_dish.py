"""MISCONCEPTION: The door is closed when the kitchen is.

VERDICT: WRONG
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
            await self.cook(order)
            self.orders.task_done()

    async def stop(self):
        await self.orders.join()
        self.closed = True  # wrong: until here, guests still came in
        for cook in self.cooks:
            cook.cancel()
        await asyncio.gather(*self.cooks, return_exceptions=True)
