"""MISCONCEPTION: When a dish is sold out, there was nothing to do, so nothing is done.

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
                further = await cook(dish)
            except SoldOut:
                wrong.append(dish)
                continue  # wrong: leaves without task_done
            for one in further:
                await orders.put(one)
            orders.task_done()

    for dish in dishes:
        await orders.put(dish)
    kitchen = [asyncio.create_task(work()) for _ in range(cooks)]
    await orders.join()
    for worker in kitchen:
        worker.cancel()
    await asyncio.gather(*kitchen, return_exceptions=True)
    return wrong
