"""MISCONCEPTION: task_done says that the cook has seen the order.

VERDICT: ACKED EARLY
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
            orders.task_done()  # wrong: the dish is not even on the stove
            try:
                for one in await cook(dish):
                    await orders.put(one)
            except Exception:
                wrong.append(dish)

    for dish in dishes:
        await orders.put(dish)
    kitchen = [asyncio.create_task(work()) for _ in range(cooks)]
    await orders.join()
    for worker in kitchen:
        worker.cancel()
    await asyncio.gather(*kitchen, return_exceptions=True)
    return wrong
