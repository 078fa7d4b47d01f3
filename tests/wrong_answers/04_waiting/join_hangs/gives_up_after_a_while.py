"""MISCONCEPTION: A join that hangs needs a timeout.

VERDICT: STUCK
"""

import asyncio
from contextlib import suppress

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
            except Exception:
                wrong.append(dish)
                continue
            for one in further:
                await orders.put(one)
            orders.task_done()

    for dish in dishes:
        await orders.put(dish)
    kitchen = [asyncio.create_task(work()) for _ in range(cooks)]
    with suppress(TimeoutError):
        await asyncio.wait_for(orders.join(), timeout=3600)  # wrong: hides that nobody says done
    for worker in kitchen:
        worker.cancel()
    await asyncio.gather(*kitchen, return_exceptions=True)
    return wrong
