"""The rail has three hooks. On a busy evening the waiters hang their orders on top of each other, and some fall down.

Task
    Give the queue its bound. Write `put`, which waits while the queue is full,
    and `put_nowait`, which refuses. Then somebody has to tell those who wait
    that there is room: that is a line in a method which is there already.
    `wait_in` and `wake_one` are yours to use. Change whatever you like but the
    names and parameters of the four methods, and use no ready-made queue.
    Nobody gives up waiting here.

Done when
    - at no moment lie more than `maxsize` items there; 0 or less: no bound
    - `put` waits while the queue is full, and goes on at the very moment when
      there is room; while there is room it does not wait
    - `put_nowait` raises asyncio.QueueFull on a full queue, and changes nothing
    - who waits does nothing, and who began to wait first is woken first; if a
      guest was faster, whoever looked in vain goes to the end of the line
    - in whatever order everybody begins: the bound holds, no item is lost, and
      nobody waits while there is room, or an item, for them
    - any item may be put, also None; and who was served leaves nothing behind

Predict
    The rail is full and a waiter waits. A cook takes an order, and before the
    waiter has moved, another waiter calls `put_nowait`. What must the first
    one do when it is woken?
"""

import asyncio
from collections import deque


class BoundedQueue:
    """First in, first out; whoever finds it empty, or full, may wait."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.getters = deque()  # a future for each one who waits for an item
        self.putters = deque()  # and for each one who waits for room

    # TODO: write these two methods, and find the one that needs a line more
    async def put(self, item):
        raise NotImplementedError

    def put_nowait(self, item):
        raise NotImplementedError

    async def get(self):
        while not self.items:
            await self.wait_in(self.getters)
        return self.get_nowait()

    def get_nowait(self):
        if not self.items:
            raise asyncio.QueueEmpty
        return self.items.popleft()

    async def wait_in(self, line):
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        await turn

    def wake_one(self, line):
        if line:
            line.popleft().set_result(None)
