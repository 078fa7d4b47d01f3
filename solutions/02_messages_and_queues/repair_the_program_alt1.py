"""Right as well, with asyncio alone: a worker for ever, join, and then cancel."""

import asyncio
import itertools
from contextlib import suppress
from types import SimpleNamespace


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works beside; return when all is cooked."""
    queue = asyncio.Queue()
    numbers = itertools.count(1)

    async def kitchen():
        while True:
            message = await queue.get()
            await cook(message)
            queue.task_done()

    worker = asyncio.create_task(kitchen())
    async for dish in dishes:
        queue.put_nowait(SimpleNamespace(id=f"order-{next(numbers)}", body=dish))
    await queue.join()
    worker.cancel()
    with suppress(asyncio.CancelledError):
        await worker
