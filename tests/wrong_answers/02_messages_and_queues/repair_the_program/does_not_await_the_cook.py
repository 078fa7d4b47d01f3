"""MISCONCEPTION: A dish is done when the cook has been told to make it.

VERDICT: LOST
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
    pans = []

    async def begin(message):
        pans.append(
            asyncio.create_task(try_to_cook(message))
        )  # wrong: nobody waits until it is done

    kitchen = asyncio.create_task(Consumer(queue, begin).run())
    async for dish in dishes:
        await queue.put(Message(dish))
    queue.shutdown()
    await kitchen
    return sold_out
