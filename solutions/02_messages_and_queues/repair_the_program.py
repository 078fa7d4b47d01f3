"""A queue that waits, messages with metadata, one main; shut down the queue, then await the cook.

A sold-out dish is caught around `cook`, so it ends neither the consumer nor main.
"""

import asyncio

from mqlearn import AsyncQueue
from mqlearn.patterns import Consumer, Producer


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works meanwhile; return the sold-out dishes."""
    queue = AsyncQueue()
    producer = Producer(queue)
    sold_out = []

    async def try_to_cook(message):
        try:
            await cook(message)
        except LookupError:
            sold_out.append(message.body)

    kitchen = asyncio.create_task(Consumer(queue, try_to_cook).run())
    async for dish in dishes:
        await producer.send(dish)
    queue.shutdown()  # no more orders come; the cook finishes those that wait, and then its task ends
    await kitchen
    return sold_out
