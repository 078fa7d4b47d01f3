"""MISCONCEPTION: Calling an async method runs it.

VERDICT: BROKEN
"""

import asyncio

from mqlearn import AsyncQueue, Message
from mqlearn.patterns import Consumer


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
        queue.put(Message(dish))  # wrong: makes a coroutine, and drops it
    queue.shutdown()
    await kitchen
    return sold_out
