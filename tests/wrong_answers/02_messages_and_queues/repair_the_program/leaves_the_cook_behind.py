"""MISCONCEPTION: When all the work is done, the worker is gone.

VERDICT: LEAKED
"""

import asyncio

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
    await queue.join()  # wrong: the cook still stands there and waits for orders
    return sold_out
