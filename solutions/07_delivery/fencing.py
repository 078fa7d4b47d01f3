"""Text and token are one value on the disk. A lock makes the comparison and the store one step,
so no other save comes in between.
"""

from asyncio import Lock


class Stale(Exception):
    """A larger token has saved this page before."""


class Archive:
    """Pages on a disk. It refuses editors who are late."""

    def __init__(self, disk):
        self.disk = disk
        self.one_at_a_time = Lock()

    async def save(self, page, text, token):
        """Store the text of a page, or raise Stale."""
        async with self.one_at_a_time:
            saved = await self.disk.load(page)
            if saved is not None and token < saved["token"]:
                raise Stale(f"{page} was saved with token {saved['token']}; {token} is too late")
            await self.disk.store(page, {"text": text, "token": token})

    async def read(self, page):
        """Return the text that was saved last, or None."""
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
