"""Let semaphores count the room and the items; a lock guards the unfinished work."""

import threading
from collections import deque
from queue import Empty, Full


class OrderRail:
    """A bounded queue between threads; maxsize 0 or less: no bound."""

    def __init__(self, maxsize=0):
        self.items = deque()
        self.room = threading.Semaphore(maxsize) if maxsize > 0 else None
        self.there = threading.Semaphore(0)
        self.unfinished = 0
        self.work = threading.Condition()

    def put(self, item, block=True, timeout=None):
        """Add an item at the end; wait while the rail is full."""
        if self.room is not None and not self.room.acquire(block, timeout if block else None):
            raise Full
        with self.work:
            self.items.append(item)
            self.unfinished += 1
        self.there.release()

    def get(self, block=True, timeout=None):
        """Remove the item that has waited longest and return it; wait while there is none."""
        if not self.there.acquire(block, timeout if block else None):
            raise Empty
        item = self.items.popleft()
        if self.room is not None:
            self.room.release()
        return item

    def qsize(self):
        """Return how many items wait."""
        return len(self.items)

    def task_done(self):
        """Say that one item returned by get is finished."""
        with self.work:
            if not self.unfinished:
                raise ValueError("task_done() called too many times")
            self.unfinished -= 1
            if not self.unfinished:
                self.work.notify_all()

    def join(self):
        """Wait until all items that were put are finished."""
        with self.work:
            while self.unfinished:
                self.work.wait()
