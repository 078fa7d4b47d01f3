"""MISCONCEPTION: When it is closing time, each cook finishes the dish in hand, and goes.

VERDICT: LOST
"""

import asyncio

from mqlearn import AsyncQueue


class Closed(Exception):
    pass


class Kitchen:
    def __init__(self, cook, cooks):
        self.cook = cook
        self.orders = AsyncQueue()
        self.closed = False
        self.bell = asyncio.get_running_loop().create_future()
        self.cooks = [asyncio.create_task(self.work()) for _ in range(cooks)]

    def accept(self, order):
        if self.closed:
            raise Closed
        self.orders.put_nowait(order)

    async def work(self):
        while not self.closed:  # wrong: what still hangs on the rail was accepted, too
            getting = asyncio.ensure_future(self.orders.get())
            await asyncio.wait([getting, self.bell], return_when=asyncio.FIRST_COMPLETED)
            if getting.done():
                await self.cook(getting.result())
            else:
                getting.cancel()

    async def stop(self):
        if not self.closed:
            self.closed = True
            self.bell.set_result(None)
        await asyncio.wait(self.cooks)
