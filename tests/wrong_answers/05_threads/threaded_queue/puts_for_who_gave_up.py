"""MISCONCEPTION: What stands in the line is put when there is room, whoever gave up.

VERDICT: WRONG
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
        self.line = deque()

    def _full(self):
        return self.maxsize > 0 and len(self.items) >= self.maxsize

    def put(self, item, block=True, timeout=None):
        with self.lock:
            if not self._full():
                self.items.append(item)
                self.unfinished += 1
                self.not_empty.notify()
                return
            if not block:
                raise Full
            mine = [item, threading.Condition(self.lock), False]
            self.line.append(mine)
            if not mine[1].wait_for(lambda: mine[2], timeout):
                raise Full

    def get(self, block=True, timeout=None):
        with self.lock:
            if not self.not_empty.wait_for(lambda: self.items, timeout if block else 0):
                raise Empty
            item = self.items.popleft()
            if self.line:
                other = self.line.popleft()
                self.items.append(other[0])
                self.unfinished += 1
                other[2] = True
                other[1].notify()
                self.not_empty.notify()
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
