"""MISCONCEPTION: Each page has its own lock, so no other save can come in between.

VERDICT: RACE
"""

import asyncio


class Stale(Exception):
    pass


class Archive:
    def __init__(self, disk):
        self.disk = disk
        self.locks = {}

    async def save(self, page, text, token):
        async with self.locks.setdefault(page, asyncio.Lock()):
            pages = await self.disk.load("pages") or {}
            if page in pages and token < pages[page][0]:
                raise Stale
            pages[page] = (token, text)
            await self.disk.store("pages", pages)  # wrong: without what another page stored meanwhile

    async def read(self, page):
        pages = await self.disk.load("pages") or {}
        return pages[page][1] if page in pages else None
