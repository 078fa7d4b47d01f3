"""A cook waits, looks at the clock, and goes home. In that moment the bell rings, for the one who has just left.

Task
    The queue below is right as long as nobody gives up. But whoever waits may
    be cancelled: by a timeout, or because the kitchen closes. Repair it. Two
    methods are at fault, `wait_in` and `wake_one`; change whatever you like
    but the names and parameters of `put` and `get`, and use no ready-made queue.

Done when
    - whoever is cancelled in `get` or `put` gives up: the CancelledError goes
      on to the caller, and the queue is as if they had never come
    - nobody notices: a put does not fail, no item is lost or comes twice, and
      nobody waits while there is an item, or room, for them; at whatever step
      somebody is cancelled, also when they had just been woken, also two at once
    - the others keep their places: who began to wait first is woken first
    - a cook who comes 1,000 times leaves nothing behind, whether they give up
      each time or are served

Predict
    Two cooks wait. An order is put: the bell rings for the first one, who is
    cancelled before it can move. Where is the order now? Who knows about it?
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
        while 0 < self.maxsize <= len(self.items):
            await self.wait_in(self.putters)
        self.items.append(item)
        self.wake_one(self.getters)

    async def get(self):
        while not self.items:
            await self.wait_in(self.getters)
        item = self.items.popleft()
        self.wake_one(self.putters)
        return item

    async def wait_in(self, line):
        """Stand at the end of the line until woken."""
        # TODO: repair this method and the next one; then delete the line below
        raise NotImplementedError
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        await turn

    def wake_one(self, line):
        """Wake whoever stands first in the line."""
        if line:
            line.popleft().set_result(None)
