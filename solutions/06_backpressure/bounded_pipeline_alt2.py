"""A queue in front of every stage, so that all three stages are the same function. A fourth task
feeds the first queue.
"""

import asyncio

from mqlearn import AsyncQueue

END = ("end",)


async def stage(source, work, target):
    while (item := await source.get()) is not END:
        result = await work(item)
        if target is not None:
            await target.put(result)
    if target is not None:
        await target.put(END)


async def feed(pictures, target):
    for picture in pictures:
        await target.put(picture)
    await target.put(END)


async def pipeline(pictures, download, shrink, upload, bound):
    """Send every picture through the three stages; return when the last one is uploaded."""
    queues = [AsyncQueue(bound) for _ in range(3)]
    async with asyncio.TaskGroup() as group:
        group.create_task(feed(pictures, queues[0]))
        for place, work in enumerate((download, shrink, upload)):
            group.create_task(stage(queues[place], work, queues[place + 1] if place < 2 else None))
