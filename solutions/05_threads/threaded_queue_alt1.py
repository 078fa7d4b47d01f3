"""Use a single condition for all waits, and wake all threads at every change.

It is simpler, and slow with many threads.
"""

import threading
import time
from collections import deque
from queue import Empty, Full


class OrderRail:
    """A bounded queue between threads; maxsize 0 or less: no bound."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.unfinished = 0
        self.changed = threading.Condition()

    def put(self, item, block=True, timeout=None):
        """Add an item at the end; wait while the rail is full."""
        deadline = None if timeout is None else time.monotonic() + timeout
        with self.changed:
            while 0 < self.maxsize <= len(self.items):
                self.wait(block, deadline, Full)
            self.items.append(item)
            self.unfinished += 1
            self.changed.notify_all()

    def get(self, block=True, timeout=None):
        """Remove the item that has waited longest and return it; wait while there is none."""
        deadline = None if timeout is None else time.monotonic() + timeout
        with self.changed:
            while not self.items:
                self.wait(block, deadline, Empty)
            item = self.items.popleft()
            self.changed.notify_all()
            return item

    def wait(self, block, deadline, too_late):
        """Wait for any change, or raise."""
        left = None if deadline is None else deadline - time.monotonic()
        if not block or (left is not None and left <= 0):
            raise too_late
        self.changed.wait(left)

    def qsize(self):
        """Return how many items wait."""
        with self.changed:
            return len(self.items)

    def task_done(self):
        """Say that one item returned by get is finished."""
        with self.changed:
            if not self.unfinished:
                raise ValueError("task_done() called too many times")
            self.unfinished -= 1
            self.changed.notify_all()

    def join(self):
        """Wait until all items that were put are finished."""
        with self.changed:
            while self.unfinished:
                self.changed.wait()
