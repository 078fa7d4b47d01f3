"""MISCONCEPTION: First let everybody finish their step, then close.

VERDICT: WRONG
"""

import asyncio

from mqlearn import AsyncQueue, QueueShutDown


class Closed(Exception):
    pass


class Kitchen:
    def __init__(self, cook, cooks):
        self.cook = cook
        self.orders = AsyncQueue()
        self.cooks = [asyncio.create_task(self.work()) for _ in range(cooks)]

    def accept(self, order):
        try:
            self.orders.put_nowait(order)
        except QueueShutDown:
            raise Closed from None

    async def work(self):
        while True:
            try:
                order = await self.orders.get()
            except QueueShutDown:
                return
            await self.cook(order)

    async def stop(self):
        await asyncio.sleep(0)  # wrong: somebody comes in meanwhile
        self.orders.shutdown()
        await asyncio.wait(self.cooks)  # not gather, which cancels the cooks with whoever gives up
