"""Let one task close the kitchen with join and cancel; each stop waits for it, behind a shield.

The cooks are cancelled only after the last dish, when all of them are idle.
"""

import asyncio

from mqlearn import AsyncQueue


class Closed(Exception):
    """The kitchen takes no more orders."""


class Kitchen:
    """Cooks who work side by side, until stop() is called."""

    def __init__(self, cook, cooks):
        self.cook = cook
        self.orders = AsyncQueue()
        self.closing = None
        self.cooks = [asyncio.create_task(self.work()) for _ in range(cooks)]

    def accept(self, order):
        """Take an order, or raise Closed."""
        if self.closing is not None:
            raise Closed
        self.orders.put_nowait(order)

    async def work(self):
        """Cook orders: the loop of each cook's task."""
        while True:
            order = await self.orders.get()
            await self.cook(order)
            self.orders.task_done()

    async def close(self):
        """Wait until all is done, then send the cooks home, who are all idle now."""
        await self.orders.join()
        for cook in self.cooks:
            cook.cancel()
        await asyncio.gather(*self.cooks, return_exceptions=True)

    async def stop(self):
        """Take no more orders, and return when all that were taken are cooked and the cooks have ended."""
        if self.closing is None:
            self.closing = asyncio.create_task(self.close())
        await asyncio.shield(self.closing)
