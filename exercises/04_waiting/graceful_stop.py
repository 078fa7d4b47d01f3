"""At closing time the manager sends all cooks home. Three paid orders hang on the rail, and a fourth is half cooked.

Task
    Write `stop`, and change `accept` and `work` as needed. Change anything but
    the names and parameters of Kitchen, accept and stop.
    mqlearn's AsyncQueue has join, task_done, and shutdown, which makes `put`
    raise QueueShutDown at once, and `get` as soon as nothing is left. `cook`
    never raises here.

Done when
    - from the moment when stop begins, accept raises Closed, for good
    - every order that was accepted is cooked, once, in turn, by all cooks side
      by side, also when it was accepted just before; any order but None may
      come, also an equal one, or the number 0
    - stop returns when the last dish is done, however slow that is, and when
      all tasks of the kitchen have ended, busy or idle: not later, not earlier
    - stop may be called again, one after the other or at once: each call
      returns when all is done, and no call raises
    - a call of stop that is cancelled affects nothing else: every accepted order
      is still cooked, and other calls of stop still return when all is done

Predict
    Two cooks are idle and wait in `get`. A manager puts one None into the queue,
    as a sign that it is closing time. What does each of the two cooks do?
"""

import asyncio

from mqlearn import AsyncQueue, QueueShutDown  # noqa: F401


class Closed(Exception):
    """The kitchen takes no more orders."""


class Kitchen:
    """Cooks who work side by side, until stop() is called."""

    def __init__(self, cook, cooks):
        self.cook = cook  # an async function: await self.cook(order) takes a while
        self.orders = AsyncQueue()
        self.cooks = [asyncio.create_task(self.work()) for _ in range(cooks)]

    def accept(self, order):
        """Take an order, or raise Closed."""
        self.orders.put_nowait(order)

    async def work(self):
        """Cook orders: the loop of each cook's task."""
        while True:
            order = await self.orders.get()
            await self.cook(order)
            self.orders.task_done()

    async def stop(self):
        """Take no more orders, and return when all that were taken are cooked and the cooks have ended."""
        # TODO: bring the kitchen to an end, without losing an order
        raise NotImplementedError
