"""MISCONCEPTION: Once no save is running, the largest token can be forgotten.

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
            fresh = saved is not None and "token" in saved
            if fresh and token < saved["token"]:
                raise Stale
            await self.disk.store(page, {"text": text, "token": token})
            await self.disk.store(page, {"text": text})  # wrong: the token is exactly what must stay

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
