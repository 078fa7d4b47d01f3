"""MISCONCEPTION: To wait for room is to look again after a short sleep.

VERDICT: SPINNING
"""

import asyncio

from mqlearn import AsyncQueue

END = object()  # unlike None, no stage can return it


async def pipeline(pictures, download, shrink, upload, bound):
    downloaded, shrunk = AsyncQueue(bound), AsyncQueue(bound)

    async def first():
        for picture in pictures:
            data = await download(picture)
            while downloaded.full():
                await asyncio.sleep(0.3)
            await downloaded.put(data)
        await downloaded.put(END)

    async def middle():
        while (data := await downloaded.get()) is not END:
            small = await shrink(data)
            while shrunk.full():
                await asyncio.sleep(0.3)  # wrong: late by up to 0.3 s
            await shrunk.put(small)
        await shrunk.put(END)

    async def last():
        while True:
            while shrunk.empty():
                await asyncio.sleep(0.3)
            if (small := await shrunk.get()) is END:
                break
            await upload(small)

    async with asyncio.TaskGroup() as group:  # if one fails, it cancels the others and waits for them
        for stage in (first, middle, last):
            group.create_task(stage())
