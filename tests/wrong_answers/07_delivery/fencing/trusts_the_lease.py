"""MISCONCEPTION: An editor that holds a token holds the lease.

VERDICT: LOST
"""


class Stale(Exception):
    pass


class Archive:
    def __init__(self, disk):
        self.disk = disk

    async def save(self, page, text, token):
        await self.disk.store(
            page, {"text": text, "token": token}
        )  # wrong: the token is kept, and never looked at

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
