"""MISCONCEPTION: Calling an async method runs it.

VERDICT: BROKEN
"""

import asyncio

from mqlearn import AsyncQueue, Message
from mqlearn.patterns import Consumer


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works beside; return when all is cooked."""
    queue = AsyncQueue()
    kitchen = asyncio.create_task(Consumer(queue, cook).run())
    async for dish in dishes:
        queue.put(Message(dish))  # wrong: makes a coroutine, and drops it
    queue.shutdown()
    await kitchen
