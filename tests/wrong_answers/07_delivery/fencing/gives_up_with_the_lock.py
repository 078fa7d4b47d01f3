"""MISCONCEPTION: Releasing before every way out that one can see is enough.

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
            self.lock.release()
            raise Stale
        await self.disk.store(page, {"text": text, "token": token})
        self.lock.release()  # wrong: who is cancelled at one of the awaits never comes here

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
