"""MISCONCEPTION: A lease holds for thirty seconds, so a save within thirty seconds is in time.

VERDICT: LOST
"""

from asyncio import Lock, get_running_loop


class Stale(Exception):
    pass


class Archive:
    def __init__(self, disk):
        self.disk = disk
        self.lock = Lock()

    async def save(self, page, text, token):
        async with self.lock:
            now = get_running_loop().time()
            saved = await self.disk.load(page)
            if (
                saved is not None and token < saved["token"] and now - saved["at"] > 30
            ):  # wrong: a guess about others
                raise Stale
            await self.disk.store(page, {"text": text, "token": token, "at": now})

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
