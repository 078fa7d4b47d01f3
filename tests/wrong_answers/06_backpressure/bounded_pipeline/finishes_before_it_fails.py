"""MISCONCEPTION: Work that was begun should be finished before the error is raised.

VERDICT: LEAKED
"""

import asyncio

from mqlearn import AsyncQueue

END = object()


async def pipeline(pictures, download, shrink, upload, bound):
    downloaded, shrunk = AsyncQueue(bound), AsyncQueue(bound)
    errors = []

    async def stage(source, work, target):
        while (item := await source.get()) is not END:
            if errors:
                continue
            try:
                result = await work(item)
            except Exception as error:  # wrong: noted, and the stages before go on with their picture
                errors.append(error)
                continue
            if target:
                await target.put(result)
        if target:
            await target.put(END)

    async def first():
        try:
            for picture in pictures:
                if errors:
                    break
                await downloaded.put(await download(picture))
        except Exception as error:
            errors.append(error)
        await downloaded.put(END)

    async with asyncio.TaskGroup() as group:
        group.create_task(first())
        group.create_task(stage(downloaded, shrink, shrunk))
        group.create_task(stage(shrunk, upload, None))
    if errors:
        raise errors[0]
