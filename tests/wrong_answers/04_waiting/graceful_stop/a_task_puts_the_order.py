"""MISCONCEPTION: accept may leave the putting to a task: it will be done soon.

VERDICT: LOST
"""

import asyncio

from mqlearn import AsyncQueue, QueueShutDown


class Closed(Exception):
    """The kitchen takes no more orders."""


class Kitchen:
    """Cooks who work side by side, until somebody stops them."""

    def __init__(self, cook, cooks):
        self.cook = cook
        self.orders = AsyncQueue()
        self.closed = False
        self.cooks = [asyncio.create_task(self.work()) for _ in range(cooks)]

    def accept(self, order):
        """Take an order, or raise Closed."""
        if self.closed:
            raise Closed
        asyncio.ensure_future(self.orders.put(order))

    async def work(self):
        """What each cook does all evening."""
        while True:
            try:
                order = await self.orders.get()
            except QueueShutDown:
                return
            await self.cook(order)

    async def stop(self):
        """Take no more orders, and return when all that were taken are cooked and the cooks have ended."""
        self.closed = True
        self.orders.shutdown()
        await asyncio.wait(self.cooks)  # not gather, which cancels the cooks with whoever gives up
