"""MISCONCEPTION: When the last order is sent, the cook may go.

VERDICT: LOST
"""

import asyncio
from contextlib import suppress

from mqlearn import AsyncQueue
from mqlearn.patterns import Consumer, Producer


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works beside; return when all is cooked."""
    queue = AsyncQueue()
    kitchen = asyncio.create_task(Consumer(queue, cook).run())
    async for dish in dishes:
        await Producer(queue).send(dish)
    kitchen.cancel()  # wrong: what still waits, and what is in the pan, is thrown away
    with suppress(asyncio.CancelledError):
        await kitchen
