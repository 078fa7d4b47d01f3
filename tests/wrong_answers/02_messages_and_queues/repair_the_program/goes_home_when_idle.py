"""MISCONCEPTION: When nothing has come for a while, nothing will come.

VERDICT: LOST
"""

import asyncio

from mqlearn import AsyncQueue, Message


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works meanwhile; return the sold-out dishes."""
    sold_out = []

    async def try_to_cook(message):
        try:
            await cook(message)
        except LookupError:
            sold_out.append(message.body)

    queue = AsyncQueue()

    async def kitchen():
        while True:
            try:
                message = await asyncio.wait_for(queue.get(), timeout=3)
            except TimeoutError:
                return  # wrong: an hour without guests is not closing time
            await try_to_cook(message)

    worker = asyncio.create_task(kitchen())
    async for dish in dishes:
        await queue.put(Message(dish))
    await worker
    return sold_out
