"""MISCONCEPTION: A set of what is open tells when all is done.

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
        self.open = set()
        self.closed = False
        self.all_done = asyncio.Event()
        self.cooks = [asyncio.create_task(self.work()) for _ in range(cooks)]

    def accept(self, order):
        """Take an order, or raise Closed."""
        if self.closed:
            raise Closed
        self.open.add(order)
        self.orders.put_nowait(order)

    async def work(self):
        """What each cook does all evening."""
        while True:
            order = await self.orders.get()
            await self.cook(order)
            self.open.discard(order)
            if self.closed and not self.open:
                self.all_done.set()

    async def stop(self):
        """Take no more orders, and return when all that were taken are cooked and the cooks have ended."""
        self.closed = True
        if not self.open:
            self.all_done.set()
        await self.all_done.wait()
        for cook in self.cooks:
            cook.cancel()
        await asyncio.wait(self.cooks)
