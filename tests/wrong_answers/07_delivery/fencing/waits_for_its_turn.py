"""MISCONCEPTION: When a smaller token comes late, it has to wait until it is its turn.

VERDICT: SPINNING
"""

from asyncio import Lock


class Stale(Exception):
    pass


class Archive:
    def __init__(self, disk):
        self.disk = disk
        self.lock = Lock()

    async def save(self, page, text, token):
        while True:  # wrong: tokens only grow, so its turn never comes
            async with self.lock:
                saved = await self.disk.load(page)
                if saved is None or token >= saved["token"]:
                    await self.disk.store(page, {"text": text, "token": token})
                    return

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
