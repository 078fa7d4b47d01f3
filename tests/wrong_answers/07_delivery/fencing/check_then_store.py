"""MISCONCEPTION: A token that was the latest at the check is the latest at the store.

VERDICT: RACE
"""


class Stale(Exception):
    pass


class Archive:
    def __init__(self, disk):
        self.disk = disk

    async def save(self, page, text, token):
        saved = await self.disk.load(page)
        if saved is not None and token < saved["token"]:
            raise Stale
        await self.disk.store(page, {"text": text, "token": token})  # wrong: meanwhile others looked, too

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
