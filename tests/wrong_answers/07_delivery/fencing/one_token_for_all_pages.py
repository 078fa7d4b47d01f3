"""MISCONCEPTION: The largest token is the largest token.

VERDICT: WRONG
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
            if token < (await self.disk.load("token") or 0):  # wrong: that one was for another page
                raise Stale
            await self.disk.store("token", token)
            await self.disk.store(page, {"text": text})

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
