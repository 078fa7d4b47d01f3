"""MISCONCEPTION: pop() takes the item that has waited longest.

VERDICT: REORDERED
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
        if not self.items:
            raise Empty
        return self.items.pop()  # wrong: the right end is where the newest is

    def qsize(self):
        return len(self.items)
