"""The token lies on the disk beside the text, and nobody gets in between the look and the store."""

from asyncio import Lock


class Stale(Exception):
    """Somebody with a larger token was here before you."""


class Archive:
    """Keeps pages on a disk, and refuses editors who are late."""

    def __init__(self, disk):
        self.disk = disk
        self.one_at_a_time = Lock()

    async def save(self, page, text, token):
        """Store the text of a page, or raise Stale."""
        async with self.one_at_a_time:
            saved = await self.disk.load(page)
            if saved is not None and token < saved["token"]:
                raise Stale(f"token {saved['token']} saved {page} before you came with {token}")
            await self.disk.store(page, {"text": text, "token": token})

    async def read(self, page):
        """The text that was saved last, or None."""
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
