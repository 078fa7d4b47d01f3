"""One lock, and a condition on it for each fact that a thread waits for; each wait has one deadline."""

import threading
from collections import deque
from queue import Empty, Full


class OrderRail:
    """A bounded queue between threads; maxsize 0 or less: no bound."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.unfinished = 0
        lock = threading.Lock()
        self.not_empty = threading.Condition(lock)
        self.not_full = threading.Condition(lock)
        self.all_done = threading.Condition(lock)

    def put(self, item, block=True, timeout=None):
        """Add an item at the end; wait while the rail is full."""
        with self.not_full:
            if not self.not_full.wait_for(self.has_room, timeout if block else 0):
                raise Full
            self.items.append(item)
            self.unfinished += 1
            self.not_empty.notify()

    def get(self, block=True, timeout=None):
        """Remove the item that has waited longest and return it; wait while there is none."""
        with self.not_empty:
            if not self.not_empty.wait_for(lambda: self.items, timeout if block else 0):
                raise Empty
            self.not_full.notify()
            return self.items.popleft()

    def has_room(self):
        """Return True if one more item may wait; called while holding the lock."""
        return not 0 < self.maxsize <= len(self.items)

    def qsize(self):
        """Return how many items wait."""
        return len(self.items)

    def task_done(self):
        """Say that one item returned by get is finished."""
        with self.all_done:
            if not self.unfinished:
                raise ValueError("task_done() called too many times")
            self.unfinished -= 1
            if not self.unfinished:
                self.all_done.notify_all()

    def join(self):
        """Wait until all items that were put are finished."""
        with self.all_done:
            self.all_done.wait_for(lambda: not self.unfinished)
