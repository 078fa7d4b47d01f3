"""MISCONCEPTION: A menu keeps its place on the stove until its dishes are done.

VERDICT: STUCK
"""

import asyncio

from mqlearn import AsyncQueue


class SoldOut(Exception):
    """There is no more of this dish."""


async def serve(dishes, cook, cooks):
    """Have all dishes cooked by so many cooks; return a list of those that went wrong."""
    wrong = []
    stove = asyncio.Semaphore(cooks)

    async def one(dish):
        async with stove:
            try:
                further = await cook(dish)
            except Exception:
                wrong.append(dish)
            else:
                await asyncio.gather(*map(one, further))

    await asyncio.gather(*map(one, dishes))
    return wrong
