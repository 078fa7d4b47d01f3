"""Use asyncio alone: a worker that never ends by itself, `join`, and then `cancel`.

The messages are plain objects with a counter as their id.
"""

import asyncio
import itertools
from contextlib import suppress
from types import SimpleNamespace


async def main(dishes, cook):
    """Send each dish, as it comes, to the cook, who works meanwhile; return the sold-out dishes."""
    queue = asyncio.Queue()
    numbers = itertools.count(1)
    sold_out = []

    async def kitchen():
        while True:
            message = await queue.get()
            try:
                await cook(message)
            except LookupError:
                sold_out.append(message.body)
            finally:
                queue.task_done()

    worker = asyncio.create_task(kitchen())
    async for dish in dishes:
        queue.put_nowait(SimpleNamespace(id=f"order-{next(numbers)}", body=dish))
    await queue.join()
    worker.cancel()
    with suppress(asyncio.CancelledError):
        await worker
    return sold_out
