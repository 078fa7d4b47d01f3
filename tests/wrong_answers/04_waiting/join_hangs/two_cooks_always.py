"""MISCONCEPTION: There are two cooks in a kitchen.

VERDICT: WRONG
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
            except Exception:
                wrong.append(dish)
            finally:
                orders.task_done()

    for dish in dishes:
        await orders.put(dish)
    kitchen = [asyncio.create_task(work()) for _ in range(2)]
    await orders.join()
    for worker in kitchen:
        worker.cancel()
    await asyncio.gather(*kitchen, return_exceptions=True)
    return wrong
