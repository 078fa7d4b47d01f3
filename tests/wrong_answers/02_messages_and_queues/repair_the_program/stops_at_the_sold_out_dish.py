"""MISCONCEPTION: Catching the error at the end, where main waits for the cook, is early enough.

VERDICT: LOST
"""

import asyncio

from mqlearn import AsyncQueue
from mqlearn.patterns import Consumer, Producer


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works meanwhile; return the sold-out dishes."""
    queue = AsyncQueue()
    sold_out = []
    kitchen = asyncio.create_task(Consumer(queue, cook).run())
    async for dish in dishes:
        await Producer(queue).send(dish)
    queue.shutdown()
    try:
        await kitchen  # wrong: the consumer ended at the first sold-out dish
    except LookupError as error:
        sold_out.append(str(error).split()[0])
    return sold_out
