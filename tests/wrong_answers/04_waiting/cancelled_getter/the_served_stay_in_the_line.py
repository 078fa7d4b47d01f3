"""MISCONCEPTION: Only whoever gives up has to leave the line; who was woken is skipped.

VERDICT: LEAKED
"""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; whoever finds it empty, or full, may wait, and give up."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.getters = deque()
        self.putters = deque()

    async def put(self, item):
        """Add an item at the end; wait while the queue is full."""
        while 0 < self.maxsize <= len(self.items):
            await self.wait_in(self.putters)
        self.items.append(item)
        self.wake_one(self.getters)

    async def get(self, timeout=None):
        """Remove the item that has waited longest and return it; wait while there is none."""
        async with asyncio.timeout(timeout):
            while not self.items:
                await self.wait_in(self.getters)
            item = self.items.popleft()
            self.wake_one(self.putters)
            return item

    async def wait_in(self, line):
        """Stand at the end of the line until woken, or until one gives up."""
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn in line:
                line.remove(turn)
            if not turn.cancelled():  # woken, and cancelled before it could run
                self.wake_one(line)
            raise

    def wake_one(self, line):
        """Wake whoever stands first in the line and is still waiting."""
        for turn in line:
            if not turn.done():
                turn.set_result(None)
                return
