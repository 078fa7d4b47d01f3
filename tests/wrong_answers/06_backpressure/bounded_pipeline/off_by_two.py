"""MISCONCEPTION: A little more room does no harm.

VERDICT: UNBOUNDED
"""

import asyncio

from mqlearn import AsyncQueue

END = object()  # unlike None, no stage can return it


async def pipeline(pictures, download, shrink, upload, bound):
    downloaded, shrunk = AsyncQueue(bound + 2), AsyncQueue(bound + 2)

    async def first():
        for picture in pictures:
            await downloaded.put(await download(picture))
        await downloaded.put(END)

    async def middle():
        while (data := await downloaded.get()) is not END:
            await shrunk.put(await shrink(data))
        await shrunk.put(END)

    async def last():
        while (small := await shrunk.get()) is not END:
            await upload(small)

    async with asyncio.TaskGroup() as group:  # if one fails, it cancels the others and waits for them
        for stage in (first, middle, last):
            group.create_task(stage())
