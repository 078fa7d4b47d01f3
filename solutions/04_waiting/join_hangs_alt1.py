"""Shut the queue down after join, so the cooks end by themselves and none is cancelled."""

import asyncio

from mqlearn import AsyncQueue, QueueShutDown


class SoldOut(Exception):
    """There is no more of this dish."""


async def serve(dishes, cook, cooks):
    """Have all dishes cooked by so many cooks; return a list of those that went wrong."""
    orders = AsyncQueue()
    wrong = []

    async def cook_one(dish):
        try:
            further = await cook(dish)
        except Exception:
            wrong.append(dish)
            return
        for one in further:
            orders.put_nowait(one)

    async def work():
        try:
            while True:
                await cook_one(await orders.get())
                orders.task_done()
        except QueueShutDown:
            return

    for dish in dishes:
        orders.put_nowait(dish)
    async with asyncio.TaskGroup() as kitchen:
        for _ in range(cooks):
            kitchen.create_task(work())
        await orders.join()
        orders.shutdown()
    return wrong
