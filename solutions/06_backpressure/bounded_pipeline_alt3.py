"""Semaphores instead of queues: a stage reserves a place before it begins to work, so it never
holds a finished picture for which there is no room.
"""

import asyncio


class Shelf:
    """Places between two stages: reserved before the work, free again when the next stage takes the item."""

    def __init__(self, places):
        self.free = asyncio.Semaphore(places)
        self.lying = asyncio.Semaphore(0)
        self.items = []

    async def reserve(self):
        await self.free.acquire()

    def lay(self, *item):
        self.items.append(item)
        self.lying.release()

    async def take(self):
        await self.lying.acquire()
        self.free.release()
        return self.items.pop(0)


async def pipeline(pictures, download, shrink, upload, bound):
    """Send every picture through the three stages; return when the last one is uploaded."""
    downloaded, shrunk = Shelf(bound), Shelf(bound)

    async def first():
        for picture in pictures:
            await downloaded.reserve()
            downloaded.lay(await download(picture))
        downloaded.lay()  # an empty place in the row is the end

    async def middle():
        while item := await downloaded.take():
            await shrunk.reserve()
            shrunk.lay(await shrink(*item))
        shrunk.lay()

    async def last():
        while item := await shrunk.take():
            await upload(*item)

    async with asyncio.TaskGroup() as group:
        for stage in (first, middle, last):
            group.create_task(stage())
