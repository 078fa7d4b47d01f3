"""Right as well: no queue at all, but a count of what is not done, and a bound for how many cook at once."""

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
