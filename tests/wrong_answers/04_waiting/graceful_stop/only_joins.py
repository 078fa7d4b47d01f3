"""MISCONCEPTION: When join has returned, all is over.

VERDICT: LEAKED
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
        self.closed = True
        await self.orders.join()  # wrong: the cooks still wait for orders, for ever
