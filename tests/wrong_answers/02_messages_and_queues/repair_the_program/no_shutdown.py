"""MISCONCEPTION: A consumer notices by itself that no more will come.

VERDICT: STUCK
"""

import asyncio

from mqlearn import AsyncQueue
from mqlearn.patterns import Consumer, Producer


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works beside; return when all is cooked."""
    queue = AsyncQueue()
    kitchen = asyncio.create_task(Consumer(queue, cook).run())
    async for dish in dishes:
        await Producer(queue).send(dish)
    await kitchen  # wrong: it waits for the next order, and nobody told it that there is none
