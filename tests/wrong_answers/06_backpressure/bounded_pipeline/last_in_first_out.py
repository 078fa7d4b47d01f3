"""MISCONCEPTION: Which picture is uploaded first does not matter.

VERDICT: REORDERED
"""

import asyncio

from mqlearn import AsyncQueue

END = object()


async def pipeline(pictures, download, shrink, upload, bound):
    downloaded, shrunk = asyncio.LifoQueue(bound), AsyncQueue(bound)  # wrong: a pile is no queue

    async def first():
        for picture in pictures:
            await downloaded.put((await download(picture),))
        while not downloaded.empty():
            await asyncio.sleep(0.01)
        await downloaded.put(END)

    async def middle():
        while (data := await downloaded.get()) is not END:
            await shrunk.put(await shrink(data[0]))
        await shrunk.put(END)

    async def last():
        while (small := await shrunk.get()) is not END:
            await upload(small)

    async with asyncio.TaskGroup() as group:
        for stage in (first, middle, last):
            group.create_task(stage())
