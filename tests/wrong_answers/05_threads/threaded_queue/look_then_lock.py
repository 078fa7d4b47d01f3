"""MISCONCEPTION: Looking needs no lock.

VERDICT: STUCK
"""

import threading
from collections import deque
from queue import Empty, Full


class OrderRail:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.unfinished = 0
        self.changed = threading.Condition()

    def put(self, item, block=True, timeout=None):
        while 0 < self.maxsize <= len(self.items):
            with self.changed:
                if not block or not self.changed.wait(timeout):
                    raise Full
        with self.changed:
            self.items.append(item)
            self.unfinished += 1
            self.changed.notify_all()

    def get(self, block=True, timeout=None):
        while not self.items:
            with self.changed:
                if not block or not self.changed.wait(timeout):
                    raise Empty
        with self.changed:
            self.changed.notify_all()
            return self.items.popleft()

    def qsize(self):
        return len(self.items)

    def task_done(self):
        with self.changed:
            if not self.unfinished:
                raise ValueError
            self.unfinished -= 1
            self.changed.notify_all()

    def join(self):
        with self.changed:
            while self.unfinished:
                self.changed.wait()
