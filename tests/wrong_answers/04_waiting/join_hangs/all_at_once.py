"""MISCONCEPTION: The more cooks, the sooner it is over.

VERDICT: UNBOUNDED
"""

import asyncio


class SoldOut(Exception):
    pass


async def serve(dishes, cook, cooks):
    wrong = []

    async def one(dish):
        try:
            further = await cook(dish)  # wrong: everything is on the stove at once
        except Exception:
            wrong.append(dish)
            return
        await asyncio.gather(*(one(more) for more in further))

    await asyncio.gather(*(one(dish) for dish in dishes))
    return wrong
