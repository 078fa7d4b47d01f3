"""MISCONCEPTION: The standard library has a bounded queue, so let it do the work.

VERDICT: WRONG
"""

import asyncio


class BoundedQueue:
    def __init__(self, maxsize=0):
        self.queue = asyncio.Queue(maxsize)  # wrong: here is the one that we were to build

    def put_nowait(self, item):
        self.queue.put_nowait(item)

    def get_nowait(self):
        return self.queue.get_nowait()

    async def put(self, item):
        await self.queue.put(item)

    async def get(self):
        return await self.queue.get()
