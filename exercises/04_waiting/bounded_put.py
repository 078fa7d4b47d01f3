"""The rail has three hooks. On a busy evening the waiters hang their orders on top of each other, and some fall down.

Task
    Give the queue its bound. Write `put`, which waits while the queue is full,
    and `put_nowait`, which refuses. Then a waiting task must be told that there
    is room: that is one more line in a method that is there already. You can
    use `wait_in` and `wake_one`. Change anything but the names and parameters
    of the four methods, and use no ready-made queue. No task gives up waiting.

Done when
    - the queue never holds more than `maxsize` items; 0 or less: no bound
    - `put` waits while the queue is full, and returns at the very moment when
      there is room; while there is room it does not wait
    - `put_nowait` raises asyncio.QueueFull on a full queue, and changes nothing
    - a waiting task does not poll, and the task that began to wait first is
      woken first; one that finds that a guest was faster may lose its place
    - in every order: the bound holds, no item is lost, and no task waits while
      there is room, or an item, for it
    - any value may be an item, also None; a served task leaves nothing behind

Predict
    The rail is full and a waiter waits. A cook takes an order, and before the
    waiter has moved, another waiter calls `put_nowait`. What must the first
    one do when it is woken?
"""

import asyncio
from collections import deque


class BoundedQueue:
    """First in, first out; a task that finds it empty, or full, may wait."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.getters = deque()  # a future for each task that waits for an item
        self.putters = deque()  # and for each one that waits for room

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
