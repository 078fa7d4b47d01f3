"""MISCONCEPTION: When the first cook goes home, it is closing time.

VERDICT: ACKED EARLY
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
        self.orders.shutdown()
        await asyncio.wait(
            self.cooks, return_when=asyncio.FIRST_COMPLETED
        )  # wrong: the others are still cooking
