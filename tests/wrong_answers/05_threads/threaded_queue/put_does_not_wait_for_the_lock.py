"""MISCONCEPTION: block=False must not wait for the lock either.

VERDICT: RACE
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
        if not self.lock.acquire(blocking=block):
            raise Full
        try:
            if not self.not_full.wait_for(lambda: not self._full(), timeout if block else 0):
                raise Full
            self.items.append(item)
            self.unfinished += 1
            self.not_empty.notify()
        finally:
            self.lock.release()

    def get(self, block=True, timeout=None):
        with self.lock:
            deadline = None if timeout is None else time.monotonic() + timeout
            while not self.items:
                if not block:
                    raise Empty
                if deadline is None:
                    self.not_empty.wait()
                else:
                    left = deadline - time.monotonic()
                    if left <= 0:
                        raise Empty
                    self.not_empty.wait(left)
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
