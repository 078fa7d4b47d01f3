"""Three tasks with two bounded queues between them. An end marker travels through the queues
behind the last picture; a TaskGroup cancels the other stages if one fails.
"""

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
