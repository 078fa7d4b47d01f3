"""MISCONCEPTION: Whatever is false is the sign for closing time.

VERDICT: LOST
"""

import asyncio

from mqlearn import AsyncQueue


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
        self.orders.put_nowait(order)

    async def work(self):
        """What each cook does all evening."""
        while order := await self.orders.get():
            await self.cook(order)

    async def stop(self):
        """Take no more orders, and return when all that were taken are cooked and the cooks have ended."""
        if not self.closed:
            self.closed = True
            for _ in self.cooks:
                self.orders.put_nowait(None)
        await asyncio.wait(self.cooks)
