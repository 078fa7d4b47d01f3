"""MISCONCEPTION: When the last picture is on its way, the work is done.

VERDICT: ACKED EARLY
"""

import asyncio

from mqlearn import AsyncQueue


async def pipeline(pictures, download, shrink, upload, bound):
    downloaded, shrunk = AsyncQueue(bound), AsyncQueue(bound)

    async def middle():
        while True:
            await shrunk.put(await shrink(await downloaded.get()))

    async def last():
        while True:
            await upload(await shrunk.get())

    workers = [asyncio.create_task(middle()), asyncio.create_task(last())]
    for picture in pictures:
        await downloaded.put(await download(picture))
    for worker in workers:  # wrong: they are still at work
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
