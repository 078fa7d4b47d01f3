"""MISCONCEPTION: Shielded, a store is safe, also when the editor gives up.

VERDICT: RACE
"""

import asyncio


class Stale(Exception):
    pass


class Archive:
    def __init__(self, disk):
        self.disk = disk
        self.lock = asyncio.Lock()

    async def save(self, page, text, token):
        async with self.lock:
            saved = await self.disk.load(page)
            if saved is not None and token < saved[0]:
                raise Stale
            await asyncio.shield(self.disk.store(page, (token, text)))  # wrong: who gives up opens the gate, and the store goes on

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved[1]
