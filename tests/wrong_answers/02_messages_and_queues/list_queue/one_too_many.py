"""MISCONCEPTION: Full means that there are more items than the bound.

VERDICT: UNBOUNDED
"""

from queue import Empty, Full


class ListQueue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = []

    def put(self, item):
        if 0 < self.maxsize < len(self.items):  # wrong: one more than maxsize gets in
            raise Full
        self.items.append(item)

    def get(self):
        if not self.items:
            raise Empty
        return self.items.pop(0)

    def qsize(self):
        return len(self.items)
