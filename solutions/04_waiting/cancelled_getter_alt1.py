"""Wake all waiters at every change, with two events instead of two lines of futures.

A wake-up for all cannot be lost with a single one of them.
"""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; a caller that finds it empty, or full, may wait, and give up."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.not_empty = asyncio.Event()
        self.not_full = asyncio.Event()

    async def put(self, item):
        """Add an item at the end; wait while the queue is full."""
        while 0 < self.maxsize <= len(self.items):
            self.not_full.clear()
            await self.not_full.wait()
        self.items.append(item)
        self.not_empty.set()

    async def get(self, timeout=None):
        """Take the oldest item; wait for one, but no longer than `timeout` seconds, None for no limit."""
        async with asyncio.timeout(timeout):
            while not self.items:
                self.not_empty.clear()
                await self.not_empty.wait()
            self.not_full.set()
            return self.items.popleft()
