"""Put a poison pill for each cook behind the last order, instead of shutting the queue down."""

import asyncio

HOME = object()


class Closed(Exception):
    """The kitchen takes no more orders."""


class Kitchen:
    """Cooks who work side by side, until stop() is called."""

    def __init__(self, cook, cooks):
        self.cook = cook
        self.orders = asyncio.Queue()
        self.closed = False
        self.tasks = [asyncio.create_task(self.work()) for _ in range(cooks)]

    def accept(self, order):
        """Take an order, or raise Closed."""
        if self.closed:
            raise Closed
        self.orders.put_nowait(order)

    async def work(self):
        """Cook orders: the loop of each cook's task."""
        while (order := await self.orders.get()) is not HOME:
            await self.cook(order)

    async def stop(self):
        """Take no more orders, and return when all that were taken are cooked and the cooks have ended."""
        self.closed = True
        for _ in self.tasks:
            self.orders.put_nowait(HOME)  # one too many does no harm: nobody is there to take it
        await asyncio.wait(self.tasks)
