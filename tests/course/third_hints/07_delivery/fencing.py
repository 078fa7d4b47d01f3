"""What the third hint of fencing leads to, with its holes filled."""

from asyncio import Lock


class Stale(Exception):
    """A larger token has saved this page before."""


class Archive:
    """Pages on a disk. It refuses editors who are late."""

    def __init__(self, disk):
        self.disk = disk
        self.lock = Lock()

    async def save(self, page, text, token):
        """Store the text of a page, or raise Stale."""
        async with self.lock:
            saved = await self.disk.load(page)
            if saved is not None and token < saved["token"]:
                raise Stale
            await self.disk.store(page, {"text": text, "token": token})

    async def read(self, page):
        """Return the text that was saved last, or None."""
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
