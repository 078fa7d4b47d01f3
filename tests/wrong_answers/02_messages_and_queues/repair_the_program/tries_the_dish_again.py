"""MISCONCEPTION: What fails once goes well the next time.

VERDICT: DUPLICATED
"""

import asyncio

from mqlearn import AsyncQueue
from mqlearn.patterns import Consumer, Producer


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works meanwhile; return the sold-out dishes."""
    queue = AsyncQueue()
    sold_out = []

    async def try_to_cook(message):
        for _ in range(2):  # wrong: a dish that is sold out is asked for twice
            try:
                return await cook(message)
            except LookupError:
                pass
        sold_out.append(message.body)

    kitchen = asyncio.create_task(Consumer(queue, try_to_cook).run())
    async for dish in dishes:
        await Producer(queue).send(dish)
    queue.shutdown()
    await kitchen
    return sold_out
