"""MISCONCEPTION: Two looks make the gap small enough.

VERDICT: RACE
"""


class Stale(Exception):
    pass


class Archive:
    def __init__(self, disk):
        self.disk = disk

    async def save(self, page, text, token):
        for _ in range(
            2
        ):  # wrong: another save can come between the second look and the end of the store
            saved = await self.disk.load(page)
            if saved is not None and token < saved["token"]:
                raise Stale
        await self.disk.store(page, {"text": text, "token": token})

    async def read(self, page):
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
