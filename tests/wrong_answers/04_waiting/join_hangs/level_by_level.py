"""MISCONCEPTION: What the dishes ask for is cooked when all of them are done.

VERDICT: WRONG
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
                return await cook(dish)
            except Exception:
                wrong.append(dish)
                return []

    level = list(dishes)
    while level:
        level = [d for further in await asyncio.gather(*map(one, level)) for d in further]
    return wrong
