"""No lock: a single task does all writing, one save after the other, and each caller waits for
its answer in a future.
"""

import asyncio


class Stale(Exception):
    """A larger token has saved this page before."""


class Archive:
    """Pages on a disk. It refuses editors who are late."""

    def __init__(self, disk):
        self.disk = disk
        self.line = asyncio.Queue()
        self.writer = None

    async def save(self, page, text, token):
        """Store the text of a page, or raise Stale."""
        if self.writer is None:
            self.writer = asyncio.create_task(self._write())
        answer = asyncio.get_running_loop().create_future()
        self.line.put_nowait((page, text, token, answer))
        if not await answer:
            raise Stale

    async def read(self, page):
        """Return the text that was saved last, or None."""
        saved = await self.disk.load(page)
        return saved and saved[0]

    async def _write(self):
        while True:
            page, text, token, answer = await self.line.get()
            saved = await self.disk.load(page)
            fresh = saved is None or token >= saved[1]
            if fresh:
                await self.disk.store(page, (text, token))
            if not answer.done():
                answer.set_result(fresh)
