"""Right as well: a lock is the line. Only who stands first in it waits for the bell, and who gives up lets it go."""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; whoever finds it empty, or full, may wait, and give up."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.getters = deque()
        self.get_door = asyncio.Lock()
        self.put_door = asyncio.Lock()
        self.not_empty = asyncio.Event()
        self.not_full = asyncio.Event()
        self.putters = deque()

    async def put(self, item):
        """Add an item at the end; wait while the queue is full."""
        async with self.put_door:
            while 0 < self.maxsize <= len(self.items):
                self.not_full.clear()
                await self.not_full.wait()
            self.items.append(item)
            self.not_empty.set()

    async def get(self):
        """Remove the item that has waited longest and return it; wait while there is none."""
        async with self.get_door:
            while not self.items:
                self.not_empty.clear()
                await self.not_empty.wait()
            self.not_full.set()
            return self.items.popleft()

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
        while line:
            turn = line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
