"""MISCONCEPTION: To take the first item off is to keep the rest.

VERDICT: SLOW
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
        first, *rest = self.items  # wrong: copies all that wait, twice
        self.items = deque(rest)
        return first

    def qsize(self):
        return len(self.items)
