"""MISCONCEPTION: Only 0 means that there is no bound.

VERDICT: WRONG
"""

from queue import Empty, Full


class ListQueue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = []

    def put(self, item):
        if self.maxsize and len(self.items) >= self.maxsize:  # wrong: with -1 the queue is always full
            raise Full
        self.items.append(item)

    def get(self):
        if not self.items:
            raise Empty
        return self.items.pop(0)

    def qsize(self):
        return len(self.items)
