"""MISCONCEPTION: A time-out beside the notify does no harm.

VERDICT: SPINNING
"""

import threading
import time
from collections import deque
from queue import Empty, Full


class OrderRail:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.lock = threading.Lock()
        self.not_full = threading.Condition(self.lock)
        self.not_empty = threading.Condition(self.lock)
        self.all_done = threading.Condition(self.lock)
        self.unfinished = 0

    def _full(self):
        return self.maxsize > 0 and len(self.items) >= self.maxsize

    def put(self, item, block=True, timeout=None):
        with self.lock:
            if not block:
                if self._full():
                    raise Full
            elif not self.not_full.wait_for(lambda: not self._full(), timeout):
                raise Full
            self.items.append(item)
            self.unfinished += 1
            self.not_empty.notify()

    def get(self, block=True, timeout=None):
        end = None if timeout is None else time.monotonic() + timeout
        with self.lock:
            while not self.items:
                if not block or (end is not None and time.monotonic() >= end):
                    raise Empty
                self.not_empty.wait(1 if end is None else end - time.monotonic())
            item = self.items.popleft()
            self.not_full.notify()
            return item

    def qsize(self):
        return len(self.items)

    def task_done(self):
        with self.lock:
            if self.unfinished == 0:
                raise ValueError("too many")
            self.unfinished -= 1
            if self.unfinished == 0:
                self.all_done.notify_all()

    def join(self):
        with self.lock:
            while self.unfinished:
                self.all_done.wait()
