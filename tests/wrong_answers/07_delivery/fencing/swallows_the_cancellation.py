"""MISCONCEPTION: A save that was begun is done.

VERDICT: WRONG
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
            saved = await self.disk.load(page)
            if saved is not None and token < saved[0]:
                raise Stale
            try:
                await self.disk.store(page, (token, text))
            except asyncio.CancelledError:  # wrong: the caller believes in a save that never was
                pass

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved[1]
