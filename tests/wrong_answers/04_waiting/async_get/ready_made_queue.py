"""MISCONCEPTION: The standard library has a queue that waits, so let it do the work.

VERDICT: WRONG
"""

import asyncio


class OrderQueue:
    def __init__(self):
        self.queue = asyncio.Queue()  # wrong: here is the one that we were to build

    def put_nowait(self, item):
        self.queue.put_nowait(item)

    def get_nowait(self):
        return self.queue.get_nowait()

    async def get(self):
        return await self.queue.get()
