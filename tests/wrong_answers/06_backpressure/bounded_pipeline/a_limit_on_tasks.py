"""MISCONCEPTION: A semaphore bounds the memory, so each picture may have its task.

VERDICT: UNBOUNDED
"""

import asyncio


async def pipeline(pictures, download, shrink, upload, bound):
    places = asyncio.Semaphore(bound + 3)

    async def one(picture):
        try:
            await upload(await shrink(await download(picture)))
        finally:
            places.release()

    async with asyncio.TaskGroup() as group:
        for picture in pictures:
            await places.acquire()
            group.create_task(one(picture))  # wrong: one stage works on several pictures at a time
