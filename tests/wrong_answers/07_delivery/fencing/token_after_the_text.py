"""MISCONCEPTION: Two stores, one right after the other, are as good as one.

VERDICT: LOST
"""

from asyncio import Lock


class Stale(Exception):
    pass


class Archive:
    def __init__(self, disk):
        self.disk = disk
        self.lock = Lock()

    async def save(self, page, text, token):
        async with self.lock:
            if token < (await self.disk.load(("token", page)) or 0):
                raise Stale
            await self.disk.store(page, {"text": text})
            await self.disk.store(("token", page), token)  # wrong: a power cut before this forgets the token

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
