"""MISCONCEPTION: Closing time means that the cooks go home; guests will see that by themselves.

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
        self.cooks = [asyncio.create_task(self.work()) for _ in range(cooks)]

    def accept(self, order):
        self.orders.put_nowait(order)  # wrong: nobody says no

    async def work(self):
        while True:
            order = await self.orders.get()
            await self.cook(order)
            self.orders.task_done()

    async def stop(self):
        await self.orders.join()
        for cook in self.cooks:
            cook.cancel()
        await asyncio.gather(*self.cooks, return_exceptions=True)
