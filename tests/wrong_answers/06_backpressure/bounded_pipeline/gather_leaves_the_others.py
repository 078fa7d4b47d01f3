"""MISCONCEPTION: When one of them fails, gather stops the others.

VERDICT: LEAKED
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

    await asyncio.gather(first(), middle(), last())  # wrong: it raises, and the others go on
