"""Shut the queue down: each cook finishes what is there, is told by QueueShutDown, and ends by itself."""

import asyncio

from mqlearn import AsyncQueue, QueueShutDown


class Closed(Exception):
    """The kitchen takes no more orders."""


class Kitchen:
    """Cooks who work side by side, until stop() is called."""

    def __init__(self, cook, cooks):
        self.cook = cook
        self.orders = AsyncQueue()
        self.cooks = [asyncio.create_task(self.work()) for _ in range(cooks)]

    def accept(self, order):
        """Take an order, or raise Closed."""
        try:
            self.orders.put_nowait(order)
        except QueueShutDown:
            raise Closed from None

    async def work(self):
        """Cook orders: the loop of each cook's task."""
        while True:
            try:
                order = await self.orders.get()
            except QueueShutDown:
                return
            await self.cook(order)

    async def stop(self):
        """Take no more orders, and return when all that were taken are cooked and the cooks have ended."""
        self.orders.shutdown()
        await asyncio.wait(self.cooks)  # not gather, which cancels the cooks together with its caller
