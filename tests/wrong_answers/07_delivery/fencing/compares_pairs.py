"""MISCONCEPTION: Token and text can be compared as one.

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
            if saved is not None and (token, text) < saved:  # wrong: among equal tokens, the text decides
                raise Stale
            await self.disk.store(page, (token, text))

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved[1]
