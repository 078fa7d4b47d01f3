"""One main; a queue that waits; messages with metadata; and an end: shut down, then wait for the cook."""

import asyncio

from mqlearn import AsyncQueue
from mqlearn.patterns import Consumer, Producer


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works beside; return when all is cooked."""
    queue = AsyncQueue()
    producer = Producer(queue)
    kitchen = asyncio.create_task(Consumer(queue, cook).run())
    async for dish in dishes:
        await producer.send(dish)
    queue.shutdown()  # no more orders; the cook finishes those that wait, and then goes home
    await kitchen
