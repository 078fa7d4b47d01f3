"""Token and text are two values: the token is stored first, so a crash in between still refuses
late editors. Each page has its own lock.
"""

import asyncio
from collections import defaultdict


class Stale(Exception):
    """A larger token has saved this page before."""


class Archive:
    """Pages on a disk. It refuses editors who are late."""

    def __init__(self, disk):
        self.disk = disk
        self.gates = defaultdict(asyncio.Lock)

    async def save(self, page, text, token):
        """Store the text of a page, or raise Stale."""
        async with self.gates[page]:
            latest = await self.disk.load(("token", page))
            if latest is not None and token < latest:
                raise Stale
            await self.disk.store(
                ("token", page), token
            )  # a crash after this line still refuses late editors
            await self.disk.store(("text", page), text)

    async def read(self, page):
        """Return the text that was saved last, or None."""
        return await self.disk.load(("text", page))
