"""MISCONCEPTION: A menu is done when it is known what it asks for.

VERDICT: LOST
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
            further = []
            try:
                further = await cook(dish)
            except Exception:
                wrong.append(dish)
            finally:
                orders.task_done()  # wrong: for a moment nothing is open, and join returns
            await asyncio.sleep(0)
            for one in further:
                await orders.put(one)

    for dish in dishes:
        await orders.put(dish)
    kitchen = [asyncio.create_task(work()) for _ in range(cooks)]
    await orders.join()
    for worker in kitchen:
        worker.cancel()
    await asyncio.gather(*kitchen, return_exceptions=True)
    return wrong
