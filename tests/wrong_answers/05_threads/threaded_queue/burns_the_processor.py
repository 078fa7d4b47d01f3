"""MISCONCEPTION: A loop that looks again and again is a way to wait.

VERDICT: SPINNING
"""

import time
from collections import deque
from queue import Empty, Full


class OrderRail:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()
        self.unfinished = 0

    def put(self, item, block=True, timeout=None):
        end = None if timeout is None else time.monotonic() + timeout
        while 0 < self.maxsize <= len(self.items):
            if not block or (end is not None and time.monotonic() >= end):
                raise Full
            pass
        self.items.append(item)
        self.unfinished += 1

    def get(self, block=True, timeout=None):
        end = None if timeout is None else time.monotonic() + timeout
        while not self.items:
            if not block or (end is not None and time.monotonic() >= end):
                raise Empty
            pass
        return self.items.popleft()

    def qsize(self):
        return len(self.items)

    def task_done(self):
        if not self.unfinished:
            raise ValueError
        self.unfinished -= 1

    def join(self):
        while self.unfinished:
            pass
