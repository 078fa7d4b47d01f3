"""What the third hint of bounded_pipeline leads to, with its holes filled."""

import asyncio

from mqlearn import AsyncQueue

END = object()  # no stage can return this object, as it could None


async def pipeline(pictures, download, shrink, upload, bound):
    """Send every picture through the three stages; return when the last one is uploaded."""
    downloaded, shrunk = AsyncQueue(bound), AsyncQueue(bound)

    async def first():
        for picture in pictures:
            await downloaded.put(await download(picture))
        await downloaded.put(END)

    async def middle(source, work, target):
        while (item := await source.get()) is not END:
            await target.put(await work(item))
        await target.put(END)

    async def last():
        while (small := await shrunk.get()) is not END:
            await upload(small)

    async with asyncio.TaskGroup() as group:
        for stage in (first(), middle(downloaded, shrink, shrunk), last()):
            group.create_task(stage)
