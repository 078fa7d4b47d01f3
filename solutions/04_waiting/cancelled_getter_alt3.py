"""Count anew after every change how many waiters may be awake, instead of passing wake-ups on.

A future stays in its line until its owner takes it out.
"""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; a caller that finds it empty, or full, may wait, and give up."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.getters = {}  # in order of coming; a future stays here until its owner takes it out
        self.putters = {}

    def wake_who_can_go_on(self):
        """Wake as many waiters of each line as there are items, or free places."""
        room = self.maxsize - len(self.items)  # without a bound nobody waits for room
        for line, how_many in ((self.getters, len(self.items)), (self.putters, room)):
            for turn in list(line)[: max(0, how_many)]:
                if not turn.done():
                    turn.set_result(None)

    async def wait_in(self, line):
        """Wait in the line until woken or cancelled."""
        turn = asyncio.get_running_loop().create_future()
        line[turn] = None
        try:
            await turn
        except asyncio.CancelledError:
            del line[turn]
            self.wake_who_can_go_on()
            raise
        del line[turn]

    async def put(self, item):
        """Add an item at the end; wait while the queue is full."""
        while 0 < self.maxsize <= len(self.items):
            await self.wait_in(self.putters)
        self.items.append(item)
        self.wake_who_can_go_on()

    async def get(self, timeout=None):
        """Take the oldest item; wait for one, but no longer than `timeout` seconds, None for no limit."""
        async with asyncio.timeout(timeout):
            while not self.items:
                await self.wait_in(self.getters)
            item = self.items.popleft()
            self.wake_who_can_go_on()
            return item
