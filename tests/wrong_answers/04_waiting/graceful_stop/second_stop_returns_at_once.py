"""MISCONCEPTION: Whoever comes second has nothing to do.

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
        self.stopped = False
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
        if self.stopped:
            return  # wrong: the first one is still waiting for the last dish
        self.stopped = True
        self.orders.shutdown()
        await asyncio.wait(self.cooks)
