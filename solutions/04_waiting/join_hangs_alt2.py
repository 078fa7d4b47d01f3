"""Use no queue: a task for each dish, a semaphore for the number of cooks, and a task group to wait."""

import asyncio


class SoldOut(Exception):
    """There is no more of this dish."""


async def serve(dishes, cook, cooks):
    """Have all dishes cooked by so many cooks; return a list of those that went wrong."""
    stove = asyncio.Semaphore(cooks)
    wrong = []

    async def one(dish):
        async with stove:
            try:
                further = await cook(dish)
            except Exception:
                wrong.append(dish)
                return
        for more in further:
            group.create_task(one(more))

    async with asyncio.TaskGroup() as group:
        for dish in dishes:
            group.create_task(one(dish))
    return wrong
