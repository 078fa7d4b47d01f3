"""MISCONCEPTION: A lock around the comparison makes the comparison safe.

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
        async with self.lock:
            saved = await self.disk.load(page)
            if saved is not None and token < saved["token"]:
                raise Stale
        await self.disk.store(page, {"text": text, "token": token})  # wrong: outside of the lock

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
