"""Right as well: a last message that says that no more will come."""

import asyncio

from mqlearn import AsyncQueue, Message

CLOSING_TIME = Message("closing time")


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works beside; return when all is cooked."""
    queue = AsyncQueue(maxsize=10)

    async def waiter():
        async for dish in dishes:
            await queue.put(Message(dish))
        await queue.put(CLOSING_TIME)

    async def kitchen():
        while (message := await queue.get()) is not CLOSING_TIME:
            await cook(message)

    async with asyncio.TaskGroup() as group:
        group.create_task(waiter())
        group.create_task(kitchen())
