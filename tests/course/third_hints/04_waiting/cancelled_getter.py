"""What the third hint of cancelled_getter leads to, with its holes filled."""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; a caller that finds it empty, or full, may wait, and give up."""

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
        """Take the oldest item; wait for one, but no longer than `timeout` seconds, None for no limit."""
        async with asyncio.timeout(timeout):
            while not self.items:
                await self.wait_in(self.getters)
            item = self.items.popleft()
            self.wake_one(self.putters)
            return item

    async def wait_in(self, line):
        """Wait at the end of the line until woken or cancelled."""
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn in line:
                line.remove(turn)
            if not turn.cancelled():
                self.wake_one(line)
            raise

    def wake_one(self, line):
        """Wake the first waiter of the line that has not given up."""
        while line:
            turn = line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
