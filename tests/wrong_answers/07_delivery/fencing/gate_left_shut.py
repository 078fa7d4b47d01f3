"""MISCONCEPTION: Acquire, work, release: nothing can happen in between.

VERDICT: STUCK
"""

from asyncio import Lock


class Stale(Exception):
    pass


class Archive:
    def __init__(self, disk):
        self.disk = disk
        self.lock = Lock()

    async def save(self, page, text, token):
        await self.lock.acquire()
        saved = await self.disk.load(page)
        if saved is not None and token < saved["token"]:
            raise Stale  # wrong: the lock is never released, so every later save hangs
        await self.disk.store(page, {"text": text, "token": token})
        self.lock.release()

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
