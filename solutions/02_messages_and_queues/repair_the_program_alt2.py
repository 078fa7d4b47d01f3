"""End with a last message, a poison pill, instead of a shutdown.

Producer and consumer are two tasks of a group; the queue is bounded; the consumer makes the list.
"""

import asyncio

from mqlearn import AsyncQueue, Message

CLOSING_TIME = Message("closing time")


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works meanwhile; return the sold-out dishes."""
    queue = AsyncQueue(maxsize=10)

    async def waiter():
        async for dish in dishes:
            await queue.put(Message(dish))
        await queue.put(CLOSING_TIME)

    async def kitchen():
        sold_out = []
        while (message := await queue.get()) is not CLOSING_TIME:
            try:
                await cook(message)
            except LookupError:
                sold_out.append(message.body)
        return sold_out

    async with asyncio.TaskGroup() as group:
        group.create_task(waiter())
        cooking = group.create_task(kitchen())
    return cooking.result()
