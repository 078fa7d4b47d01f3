"""A cook waits, looks at the clock, and goes home. In that moment the bell rings, for the one who has just left.

Task
    The queue below is right as long as no caller gives up. But a task that
    waits may be cancelled: by a timeout, or because the kitchen closes. Repair
    `wait_in` and `wake_one`, and let `get` keep the promise of its docstring.
    Keep the names and parameters of `put` and `get`; use no ready-made queue.

Done when
    - a cancelled `get` or `put` gives up: the CancelledError reaches its
      caller, and the queue is as if the call had never been made
    - the others are not affected: no put fails, no item is lost or comes twice,
      and no task waits beside an item, or room, that it could have; at whatever
      step a call is cancelled, also just after its wake-up, also two at once
    - the others keep their places: the task that waits longest is woken first
    - `get(timeout)` raises TimeoutError after so many seconds without an item,
      counted from the call; with an item there, 0 seconds are enough
    - 1,000 calls leave nothing behind, whether they give up or are served

Predict
    Two cooks wait. An order is put: the bell rings for the first one, who is
    cancelled before it can move. Where is the order now? Who knows about it?
"""

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
        while 0 < self.maxsize <= len(self.items):
            await self.wait_in(self.putters)
        self.items.append(item)
        self.wake_one(self.getters)

    async def get(self, timeout=None):
        """Take the oldest item; wait for one, but no longer than `timeout` seconds, None for no limit."""
        while not self.items:
            await self.wait_in(self.getters)
        item = self.items.popleft()
        self.wake_one(self.putters)
        return item

    async def wait_in(self, line):
        """Wait at the end of the line until woken."""
        # TODO: repair this method, the next one, and get; then delete the line below
        raise NotImplementedError
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        await turn

    def wake_one(self, line):
        """Wake the first waiter of the line."""
        if line:
            line.popleft().set_result(None)
