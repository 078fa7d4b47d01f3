"""MISCONCEPTION: When nothing has come for a while, nothing will come.

VERDICT: LOST
"""

import asyncio

from mqlearn import AsyncQueue, Message


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works beside; return when all is cooked."""
    queue = AsyncQueue()

    async def kitchen():
        while True:
            try:
                message = await asyncio.wait_for(queue.get(), timeout=3)
            except TimeoutError:
                return  # wrong: an hour without guests is not closing time
            await cook(message)

    worker = asyncio.create_task(kitchen())
    async for dish in dishes:
        await queue.put(Message(dish))
    await worker
