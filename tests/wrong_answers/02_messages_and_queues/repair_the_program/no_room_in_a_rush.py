"""MISCONCEPTION: A bound only has to be large enough; there will be room.

VERDICT: LOST
"""

import asyncio

from mqlearn import AsyncQueue, Message


async def main(dishes, cook):
    sold_out = []

    async def try_to_cook(message):
        try:
            await cook(message)
        except LookupError:
            sold_out.append(message.body)

    queue = AsyncQueue(maxsize=10)

    async def kitchen():
        while True:
            await try_to_cook(await queue.get())
            queue.task_done()

    worker = asyncio.create_task(kitchen())
    async for dish in dishes:
        queue.put_nowait(Message(dish))  # wrong: raises in a rush
    await queue.join()
    worker.cancel()
    await asyncio.wait([worker])
    return sold_out
