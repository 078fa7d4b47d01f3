"""MISCONCEPTION: Only writing needs a lock.

VERDICT: RACE
"""

from asyncio import Lock


class Stale(Exception):
    pass


class Archive:
    def __init__(self, disk):
        self.disk = disk
        self.lock = Lock()

    async def save(self, page, text, token):
        saved = await self.disk.load(page)
        if saved is not None and token < saved["token"]:
            raise Stale
        async with self.lock:  # wrong: a save that waited here has looked long ago
            await self.disk.store(page, {"text": text, "token": token})

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
