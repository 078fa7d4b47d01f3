"""MISCONCEPTION: What an order says is enough to tell it from another.

VERDICT: WRONG
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
        await queue.put(Message(dish, id=dish))  # wrong: two guests may order the same dish
    queue.shutdown()
    await kitchen
    return sold_out
