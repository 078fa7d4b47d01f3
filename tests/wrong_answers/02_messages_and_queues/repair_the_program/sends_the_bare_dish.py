"""MISCONCEPTION: A message is its data.

VERDICT: WRONG
"""

import asyncio

from mqlearn import AsyncQueue
from mqlearn.patterns import Consumer


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works beside; return when all is cooked."""
    queue = AsyncQueue()
    kitchen = asyncio.create_task(Consumer(queue, cook).run())
    async for dish in dishes:
        await queue.put(dish)  # wrong: no body, no id; three soups look like one
    queue.shutdown()
    await kitchen
