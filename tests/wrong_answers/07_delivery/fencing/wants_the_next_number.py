"""MISCONCEPTION: The next token is the last one plus one.

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
            saved = await self.disk.load(page)
            if saved is not None and token not in (
                saved["token"],
                saved["token"] + 1,
            ):  # wrong: numbers are skipped
                raise Stale
            await self.disk.store(page, {"text": text, "token": token})

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
