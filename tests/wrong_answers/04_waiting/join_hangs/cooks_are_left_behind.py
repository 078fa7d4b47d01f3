"""MISCONCEPTION: When join has returned, all is over.

VERDICT: LEAKED
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
    await orders.join()
    del kitchen  # wrong: the cooks still wait for orders, for ever
    return wrong
