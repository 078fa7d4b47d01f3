"""MISCONCEPTION: Cancelling the pipeline cancels what it started.

VERDICT: LEAKED
"""

import asyncio

from mqlearn import AsyncQueue

END = object()


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

    tasks = [asyncio.create_task(stage()) for stage in (first, middle, last)]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    for task in pending:  # wrong: only reached when nobody cancels us meanwhile
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    for task in done:
        task.result()
