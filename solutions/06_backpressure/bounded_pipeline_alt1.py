"""Shut a queue down instead of sending an end marker through it, and look after the three tasks
by hand with gather and a finally, instead of with a TaskGroup.
"""

import asyncio

from mqlearn import AsyncQueue
from mqlearn.queues.async_queue import QueueShutDown


async def pipeline(pictures, download, shrink, upload, bound):
    """Send every picture through the three stages; return when the last one is uploaded."""
    downloaded, shrunk = AsyncQueue(bound), AsyncQueue(bound)

    async def first():
        for picture in pictures:
            await downloaded.put(await download(picture))
        downloaded.shutdown()

    async def rest(source, work, target=None):
        while True:
            try:
                item = await source.get()
            except QueueShutDown:
                break
            done = await work(item)
            if target is not None:
                await target.put(done)
        if target is not None:
            target.shutdown()

    stages = [first(), rest(downloaded, shrink, shrunk), rest(shrunk, upload)]
    tasks = [asyncio.create_task(stage) for stage in stages]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
