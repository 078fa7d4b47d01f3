"""MISCONCEPTION: The error says that something is wrong, and the caller will repair it.

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
            saved = await self.disk.load(page)
            await self.disk.store(page, {"text": text, "token": token})
            if saved is not None and token < saved["token"]:
                raise Stale  # wrong: too late, the page is overwritten

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
