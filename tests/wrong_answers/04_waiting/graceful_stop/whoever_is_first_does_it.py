"""MISCONCEPTION: The first one who calls stop does the work, and the others wait for the sign.

VERDICT: STUCK
"""

import asyncio

from mqlearn import AsyncQueue, QueueShutDown


class Closed(Exception):
    pass


class Kitchen:
    def __init__(self, cook, cooks):
        self.cook = cook
        self.orders = AsyncQueue()
        self.over = None
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
        if self.over is not None:
            await self.over.wait()
            return
        self.over = asyncio.Event()
        self.orders.shutdown()
        await asyncio.wait(self.cooks)
        self.over.set()  # wrong: when the first one gives up, nobody ever says so
