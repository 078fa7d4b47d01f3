"""MISCONCEPTION: A late editor need not be told, as long as the page is right.

VERDICT: LOST
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
            if saved is not None and token < saved["token"]:
                return  # wrong: the editor closes the laptop and believes that all is saved
            await self.disk.store(page, {"text": text, "token": token})

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
