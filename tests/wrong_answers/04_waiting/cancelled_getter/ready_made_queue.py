"""MISCONCEPTION: asyncio.Queue handles cancellation, so let it do the work.

VERDICT: WRONG
"""

import asyncio


class OrderQueue:
    def __init__(self, maxsize=0):
        self.queue = asyncio.Queue(maxsize)  # wrong: here is the one that we were to repair

    async def put(self, item):
        await self.queue.put(item)

    async def get(self, timeout=None):
        async with asyncio.timeout(timeout):
            return await self.queue.get()
