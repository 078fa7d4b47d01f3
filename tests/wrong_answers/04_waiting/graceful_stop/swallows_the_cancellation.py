"""MISCONCEPTION: Whoever waits in stop must not be disturbed.

VERDICT: ACKED EARLY
"""

import asyncio
from contextlib import suppress

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
        with suppress(asyncio.CancelledError):
            await asyncio.wait(self.cooks)  # wrong: cancelled, it returns as if all were done
