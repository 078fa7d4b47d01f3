"""MISCONCEPTION: When gather ends, token and text are both on the disk.

VERDICT: LOST
"""

import asyncio


class Stale(Exception):
    pass


class Archive:
    def __init__(self, disk):
        self.disk = disk
        self.lock = asyncio.Lock()

    async def save(self, page, text, token):
        async with self.lock:
            last = await self.disk.load((page, "token")) or 0
            if token < last:
                raise Stale
            await asyncio.gather(self.disk.store((page, "token"), token), self.disk.store((page, "text"), text))  # wrong: the text may be there first

    async def read(self, page):
        return await self.disk.load((page, "text"))
