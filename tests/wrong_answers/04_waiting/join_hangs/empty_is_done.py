"""MISCONCEPTION: When the queue is empty, everything is done.

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
            try:
                for one in await cook(dish):
                    await orders.put(one)
            except Exception:
                wrong.append(dish)
            finally:
                orders.task_done()

    for dish in dishes:
        await orders.put(dish)
    kitchen = [asyncio.create_task(work()) for _ in range(cooks)]
    while not orders.empty():
        await asyncio.sleep(0.01)  # wrong: what was taken out is still on the stove
    for worker in kitchen:
        worker.cancel()
    await asyncio.gather(*kitchen, return_exceptions=True)
    return wrong
