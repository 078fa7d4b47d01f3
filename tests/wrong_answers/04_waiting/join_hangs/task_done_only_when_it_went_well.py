"""MISCONCEPTION: An order is done when the dish is.

VERDICT: STUCK
"""

import asyncio

from mqlearn import AsyncQueue


class SoldOut(Exception):
    pass


async def serve(dishes, cook, cooks):
    orders = AsyncQueue()
    wrong = []

    async def work():
        while True:
            dish = await orders.get()
            try:
                for one in await cook(dish):
                    await orders.put(one)
                orders.task_done()
            except Exception:
                wrong.append(dish)  # wrong: this order, too, is over

    for dish in dishes:
        await orders.put(dish)
    kitchen = [asyncio.create_task(work()) for _ in range(cooks)]
    await orders.join()
    for worker in kitchen:
        worker.cancel()
    await asyncio.gather(*kitchen, return_exceptions=True)
    return wrong
