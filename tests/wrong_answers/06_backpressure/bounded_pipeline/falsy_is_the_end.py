"""MISCONCEPTION: An empty result marks the end.

VERDICT: LOST
"""

import asyncio

from mqlearn import AsyncQueue


async def pipeline(pictures, download, shrink, upload, bound):
    downloaded, shrunk = AsyncQueue(bound), AsyncQueue(bound)

    async def first():
        for picture in pictures:
            await downloaded.put(await download(picture))
        await downloaded.put(None)

    async def middle():
        while data := await downloaded.get():
            await shrunk.put(await shrink(data))
        await shrunk.put(None)

    async def last():
        while small := await shrunk.get():
            await upload(small)

    async with asyncio.TaskGroup() as group:  # if one fails, it cancels the others and waits for them
        for stage in (first, middle, last):
            group.create_task(stage())
