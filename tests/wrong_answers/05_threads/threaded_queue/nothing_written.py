"""MISCONCEPTION: Taking the raises away is the whole task.

VERDICT: WRONG
"""

from collections import deque


class OrderRail:
    def __init__(self, maxsize=0):
        self.items = deque()

    def put(self, item, block=True, timeout=None):
        self.items.append(item)

    def get(self, block=True, timeout=None):
        return self.items.popleft()

    def qsize(self):
        return len(self.items)

    def task_done(self):
        pass

    def join(self):
        pass
