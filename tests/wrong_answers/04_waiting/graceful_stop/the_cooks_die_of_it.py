"""MISCONCEPTION: An exception ends a task, and that is all that is needed here.

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
            order = await self.orders.get()  # wrong: each cook ends with an error that nobody looks at
            await self.cook(order)

    async def stop(self):
        self.orders.shutdown()
        await asyncio.wait(self.cooks)  # not gather, which cancels the cooks with whoever gives up
