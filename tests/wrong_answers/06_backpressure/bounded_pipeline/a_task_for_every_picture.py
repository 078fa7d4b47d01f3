"""MISCONCEPTION: More tasks are more speed: one for each picture.

VERDICT: UNBOUNDED
"""

import asyncio


async def pipeline(pictures, download, shrink, upload, bound):
    async def one(picture):
        await upload(await shrink(await download(picture)))

    async with asyncio.TaskGroup() as group:
        for picture in pictures:
            group.create_task(one(picture))  # wrong: all pictures at once
