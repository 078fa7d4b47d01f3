"""MISCONCEPTION: Without an await between task_done and put, no queue can notice that the count was 0.

VERDICT: LOST
"""

import asyncio


class SoldOut(Exception):
    pass


async def serve(dishes, cook, cooks):
    orders = asyncio.Queue()
    wrong = []

    async def work():
        while True:
            dish = await orders.get()
            further = []
            try:
                further = await cook(dish)
            except Exception:
                wrong.append(dish)
            orders.task_done()  # wrong: the count may be 0 now, and this join does not look again
            for one in further:
                orders.put_nowait(one)

    for dish in dishes:
        orders.put_nowait(dish)
    kitchen = [asyncio.create_task(work()) for _ in range(cooks)]
    await orders.join()
    for worker in kitchen:
        worker.cancel()
    await asyncio.gather(*kitchen, return_exceptions=True)
    return wrong
