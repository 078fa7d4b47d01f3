"""MISCONCEPTION: Nobody but me knows how many wait, so I have to count them.

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
        return self.items.popleft()

    def qsize(self):
        return sum(1 for _ in self.items)  # wrong: touches every item
