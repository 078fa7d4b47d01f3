"""Two cooks come to the rail before the first guest has ordered. So far they are sent home with an error.

Task
    Write `get` and `wake_one`. A task that finds the rail empty makes a future,
    adds it to the line `self.getters`, and awaits it. `put_nowait` adds its
    item and calls `wake_one`. That is one way; change anything but the names
    and parameters of put_nowait, get_nowait and get, and use no ready-made
    queue. No task gives up waiting here: that is another exercise.

Done when
    - `get` returns the item that waited longest; while there is none, it waits,
      and it returns at the very moment when one is put
    - a waiting task does not poll
    - of several waiting tasks, the one that began first is woken first
    - in every order: no item is lost or served twice, and no task waits while
      an item is there, also when a guest takes one with `get_nowait`, or a cook
      who comes late is faster, again and again
    - any value may be an item, also None; a served task leaves nothing behind

Predict
    A cook waits. An order is put, and in the same moment, before the cook has
    moved, a second cook calls `get`. Who gets the order?
"""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; a task that finds it empty may wait."""

    def __init__(self):
        self.items = deque()
        self.getters = deque()  # a future for each waiting task, the first at the left

    def put_nowait(self, item):
        """Add an item at the end, and wake the task that has waited longest."""
        self.items.append(item)
        self.wake_one()

    def get_nowait(self):
        """Remove the item that has waited longest and return it, or raise QueueEmpty."""
        if not self.items:
            raise asyncio.QueueEmpty
        return self.items.popleft()

    # TODO: write these two methods
    async def get(self):
        """Remove the item that has waited longest and return it; wait while there is none."""
        raise NotImplementedError

    def wake_one(self):
        """Wake the task that has waited longest, if any waits."""
        raise NotImplementedError
