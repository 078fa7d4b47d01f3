"""MISCONCEPTION: When the queue is empty, everything is cooked.

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
    while not queue.empty():  # wrong: what is in the pan is in no queue any more
        await asyncio.sleep(0.1)
    kitchen.cancel()
    with suppress(asyncio.CancelledError):
        await kitchen
    return sold_out
