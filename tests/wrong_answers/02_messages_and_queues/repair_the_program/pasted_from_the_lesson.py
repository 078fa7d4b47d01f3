"""MISCONCEPTION: The lesson's repaired program does all that is asked.

VERDICT: LOST
"""

import asyncio

from mqlearn import AsyncQueue
from mqlearn.patterns import Consumer, Producer


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works meanwhile; return the sold-out dishes."""
    queue = AsyncQueue()
    waiter, kitchen = Producer(queue), asyncio.create_task(Consumer(queue, cook).run())
    async for dish in dishes:
        await waiter.send(dish)
    queue.shutdown()
    return await kitchen  # wrong: raises LookupError, and the dishes behind it stay in the queue
