"""MISCONCEPTION: If the largest token is noted before the store, no smaller one can come after it.

VERDICT: RACE
"""


class Stale(Exception):
    pass


class Archive:
    def __init__(self, disk):
        self.disk = disk
        self.highest = {}

    async def save(self, page, text, token):
        saved = await self.disk.load(page)
        seen = max(self.highest.get(page, 0), saved["token"] if saved else 0)
        if token < seen:
            raise Stale
        self.highest[page] = token  # wrong: who came in before may still be storing, and end last
        await self.disk.store(page, {"text": text, "token": token})

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
