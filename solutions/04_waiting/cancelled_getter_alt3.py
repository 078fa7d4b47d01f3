"""Right as well: who may be awake is counted anew after every change, so no wake-up is owed to anybody."""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; whoever finds it empty, or full, may wait, and give up."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.getters = {}  # in order of coming; a future stays here until its owner takes it out
        self.putters = {}

    def wake_who_can_go_on(self):
        """As many as there are items, or places, at the head of each line, shall be awake."""
        room = self.maxsize - len(self.items)  # without a bound nobody waits for room
        for line, how_many in ((self.getters, len(self.items)), (self.putters, room)):
            for turn in list(line)[: max(0, how_many)]:
                if not turn.done():
                    turn.set_result(None)

    async def wait_in(self, line):
        """Stand in the line until woken, or until one gives up."""
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

    async def get(self):
        """Remove the item that has waited longest and return it; wait while there is none."""
        while not self.items:
            await self.wait_in(self.getters)
        item = self.items.popleft()
        self.wake_who_can_go_on()
        return item
