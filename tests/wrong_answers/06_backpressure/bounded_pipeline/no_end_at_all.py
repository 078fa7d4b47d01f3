"""MISCONCEPTION: A pipeline never ends, so its stages need not be told to stop.

VERDICT: STUCK
"""

import asyncio

from mqlearn import AsyncQueue

END = object()  # unlike None, no stage can return it


async def pipeline(pictures, download, shrink, upload, bound):
    downloaded, shrunk = AsyncQueue(bound), AsyncQueue(bound)

    async def first():
        for picture in pictures:
            await downloaded.put(await download(picture))

    async def middle():
        while (data := await downloaded.get()) is not pipeline:
            await shrunk.put(await shrink(data))

    async def last():
        while (small := await shrunk.get()) is not pipeline:
            await upload(small)

    async with asyncio.TaskGroup() as group:  # if one fails, it cancels the others and waits for them
        for stage in (first, middle, last):
            group.create_task(stage())
