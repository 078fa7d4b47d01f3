"""Right as well: first the token is made known, then the text is stored; a lock for each page."""

import asyncio
from collections import defaultdict


class Stale(Exception):
    """Somebody with a larger token was here before you."""


class Archive:
    """Keeps pages on a disk, and refuses editors who are late."""

    def __init__(self, disk):
        self.disk = disk
        self.gates = defaultdict(asyncio.Lock)

    async def save(self, page, text, token):
        """Store the text of a page, or raise Stale."""
        async with self.gates[page]:
            latest = await self.disk.load(("token", page))
            if latest is not None and token < latest:
                raise Stale
            await self.disk.store(("token", page), token)  # dying after this refuses the late ones, too
            await self.disk.store(("text", page), text)

    async def read(self, page):
        """The text that was saved last, or None."""
        return await self.disk.load(("text", page))
