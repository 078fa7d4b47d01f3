"""Call task_done before the further dishes are put, with no await in between. With mqlearn's
AsyncQueue, join checks the count again after it was woken. With asyncio.Queue it does not,
and the further dishes would be lost.
"""

import asyncio

from mqlearn import AsyncQueue


class SoldOut(Exception):
    """There is no more of this dish."""


async def serve(dishes, cook, cooks):
    """Have all dishes cooked by so many cooks; return a list of those that went wrong."""
    orders = AsyncQueue()
    wrong = []

    async def work():
        while True:
            dish = await orders.get()
            further = []
            try:
                further = await cook(dish)
            except Exception:
                wrong.append(dish)
            orders.task_done()  # the count may be 0 now ...
            for one in further:
                orders.put_nowait(one)  # ... but not when join runs: there is no await in between

    for dish in dishes:
        orders.put_nowait(dish)
    kitchen = [asyncio.create_task(work()) for _ in range(cooks)]
    await orders.join()
    for worker in kitchen:
        worker.cancel()
    await asyncio.gather(*kitchen, return_exceptions=True)
    return wrong
