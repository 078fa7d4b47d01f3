"""MISCONCEPTION: Asking whether a queue is full is free, however you ask.

VERDICT: SLOW
"""

from collections import deque
from queue import Empty, Full


class DequeQueue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()

    def put(self, item):
        if self.maxsize > 0 and len(list(self.items)) >= self.maxsize:  # wrong: copies all that wait
            raise Full
        self.items.append(item)

    def get(self):
        if not self.items:
            raise Empty
        return self.items.popleft()

    def qsize(self):
        return len(self.items)
