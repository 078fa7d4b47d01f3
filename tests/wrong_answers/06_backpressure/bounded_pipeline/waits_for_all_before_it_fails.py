"""MISCONCEPTION: To wait for all with return_exceptions is a safe way to end.

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
        await downloaded.put(END)

    async def middle():
        while (data := await downloaded.get()) is not END:
            await shrunk.put(await shrink(data))
        await shrunk.put(END)

    async def last():
        while (small := await shrunk.get()) is not END:
            await upload(small)

    results = await asyncio.gather(first(), middle(), last(), return_exceptions=True)
    for result in results:  # wrong: the others wait for a stage that is gone
        if result is not None:
            raise result
