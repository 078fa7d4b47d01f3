"""MISCONCEPTION: When the last order is sent, the cook may go.

VERDICT: LOST
"""

import asyncio
from contextlib import suppress

from mqlearn import AsyncQueue
from mqlearn.patterns import Consumer, Producer


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works meanwhile; return the sold-out dishes."""
    sold_out = []

    async def try_to_cook(message):
        try:
            await cook(message)
        except LookupError:
            sold_out.append(message.body)

    queue = AsyncQueue()
    kitchen = asyncio.create_task(Consumer(queue, try_to_cook).run())
    async for dish in dishes:
        await Producer(queue).send(dish)
    kitchen.cancel()  # wrong: what still waits, and what is in the pan, is thrown away
    with suppress(asyncio.CancelledError):
        await kitchen
    return sold_out
