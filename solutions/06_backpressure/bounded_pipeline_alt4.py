"""Async generators instead of queues in the open: each stage is a generator that a task of its own
fills, and pipeline itself does the uploads. An empty tuple is the end marker.
"""

import asyncio


async def stage(source, work, bound, group):
    shelf = asyncio.Queue(bound)

    async def fill():
        async for item in source:
            await shelf.put((await work(item),))
        await shelf.put(())  # an empty place is the end

    group.create_task(fill())
    while item := await shelf.get():
        yield item[0]


async def each(pictures):
    for picture in pictures:
        yield picture


async def pipeline(pictures, download, shrink, upload, bound):
    async with asyncio.TaskGroup() as group:
        downloaded = stage(each(pictures), download, bound, group)
        async for small in stage(downloaded, shrink, bound, group):
            await upload(small)
