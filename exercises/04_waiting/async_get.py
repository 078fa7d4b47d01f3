"""Two cooks come to the rail before the first guest has ordered. So far they are sent home with an error.

Task
    Write `get` and `wake_one`. Whoever finds the rail empty makes a future,
    stands in the line `self.getters` with it, and awaits it. `put_nowait` adds
    its item and calls `wake_one`. That is one way; change whatever you like
    but the names and parameters of put_nowait, get_nowait and get, and use no
    ready-made queue. In this kitchen nobody gives up waiting: that is another
    exercise.

Done when
    - `get` returns the item that waited longest; while there is none, it waits,
      and it goes on at the very moment when one is put
    - who waits does nothing: no looking every so often
    - of several who wait, the one who began first is woken first
    - in whatever order everybody begins: no item is lost or served twice, and
      nobody waits while an item lies there, also when a guest comes by and
      takes one with `get_nowait`, or a cook who comes late is quicker, again
      and again
    - any item may be put, also None; and who was served leaves nothing behind

Predict
    A cook waits. An order is put, and in the same moment, before the cook has
    moved, a second cook calls `get`. Who gets the order?
"""

import asyncio
from collections import deque


class OrderQueue:
    """First in, first out; whoever finds it empty may wait."""

    def __init__(self):
        self.items = deque()
        self.getters = deque()  # a future for each one who waits, the first at the left

    def put_nowait(self, item):
        """Add an item at the end, and wake whoever has waited longest."""
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
        """Wake whoever has waited longest, if anybody waits."""
        raise NotImplementedError
