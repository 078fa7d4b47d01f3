"""MISCONCEPTION: Waiting means looking again after a short sleep.

VERDICT: SPINNING
"""

import asyncio

from mqlearn import Message


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works meanwhile; return the sold-out dishes."""
    sold_out = []

    async def try_to_cook(message):
        try:
            await cook(message)
        except LookupError:
            sold_out.append(message.body)

    orders = []
    over = False

    async def kitchen():
        while orders or not over:
            if orders:
                await try_to_cook(orders.pop(0))
            else:
                await asyncio.sleep(0.1)  # wrong: late by up to 0.1 s, and busy for the whole evening

    worker = asyncio.create_task(kitchen())
    async for dish in dishes:
        orders.append(Message(dish))
    over = True
    await worker
    return sold_out
