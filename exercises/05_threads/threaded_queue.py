"""Cooks and waiters of a big kitchen share one order rail. It has room for so many orders, and the kitchen is impatient.

Task
    Write `OrderRail`, a bounded first-in, first-out queue that any number of
    threads may share. `queue.Queue` is the model; do not use it.

Done when
    - a thread that finds the rail full (put) or empty (get) waits, and is woken
      at once by the thread that makes room or brings an order: no polling
    - with block=False it raises queue.Full or queue.Empty at once instead; with a
      timeout, that many seconds after the call, however often the thread woke up
    - in every order of the threads: first in, first out, nothing lost, nothing
      twice, never more than maxsize, and no thread waits that could continue
    - join() returns once task_done() was called for every order that was put, in
      all threads that wait in it; one task_done() too many raises ValueError

Predict
    You wait in get(timeout=5). After 3 seconds you are woken, and another thread
    was faster. How long may you wait now?
"""

import threading  # noqa: F401
from collections import deque
from queue import Empty, Full  # noqa: F401


class OrderRail:
    """A bounded queue between threads; maxsize 0 or less: no bound."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()

    # TODO: write these methods, and add to __init__ what they need
    def put(self, item, block=True, timeout=None):
        """Add an item at the end; wait while the rail is full."""
        raise NotImplementedError

    def get(self, block=True, timeout=None):
        """Remove the item that has waited longest and return it; wait while there is none."""
        raise NotImplementedError

    def qsize(self):
        """Return how many items wait."""
        raise NotImplementedError

    def task_done(self):
        """Say that one item returned by get is finished."""
        raise NotImplementedError

    def join(self):
        """Wait until all items that were put are finished."""
        raise NotImplementedError
