"""MISCONCEPTION: When as many dishes as there are cooks are on the stove, one waits until all of them are done.

VERDICT: WRONG
"""

import asyncio

from mqlearn import AsyncQueue


class SoldOut(Exception):
    """There is no more of this dish."""


async def serve(dishes, cook, cooks):
    """Have all dishes cooked by so many cooks; return a list of those that went wrong."""
    wrong = []
    waiting = list(dishes)
    while waiting:
        wave, waiting = waiting[:cooks], waiting[cooks:]
        for dish, further in zip(wave, await asyncio.gather(*map(cook, wave), return_exceptions=True)):
            if isinstance(further, Exception):
                wrong.append(dish)
            else:
                waiting += further
    return wrong
