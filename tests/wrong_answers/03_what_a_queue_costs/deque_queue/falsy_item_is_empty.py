"""MISCONCEPTION: An item that is false is no item.

VERDICT: LOST
"""

from collections import deque
from queue import Empty, Full


class DequeQueue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()

    def put(self, item):
        if 0 < self.maxsize <= len(self.items):
            raise Full
        self.items.append(item)

    def get(self):
        if not self.items or not self.items[0]:  # wrong: None, 0 and '' may wait like any other
            raise Empty
        return self.items.popleft()

    def qsize(self):
        return len(self.items)
