"""MISCONCEPTION: Saving can go on while the editor does something else.

VERDICT: ACKED EARLY
"""

from asyncio import Lock, create_task


class Stale(Exception):
    pass


class Archive:
    def __init__(self, disk):
        self.disk = disk
        self.lock = Lock()
        self.highest, self.texts, self.running = {}, {}, set()

    async def save(self, page, text, token):
        if token < self.highest.get(page, 0):
            raise Stale
        self.highest[page] = token
        self.texts[page] = text
        self.running.add(create_task(self._store(page)))  # wrong: the power may fail before it is done

    async def _store(self, page):
        async with self.lock:
            await self.disk.store(page, {"text": self.texts[page], "token": self.highest[page]})

    async def read(self, page):
        if page in self.texts:
            return self.texts[page]
        saved = await self.disk.load(page)
        return None if saved is None else saved["text"]
