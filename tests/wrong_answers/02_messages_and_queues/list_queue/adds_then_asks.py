"""MISCONCEPTION: It is enough to complain afterwards.

VERDICT: UNBOUNDED
"""

from queue import Empty, Full


class ListQueue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = []

    def put(self, item):
        self.items.append(item)  # wrong: the item stays in the queue, though put raises
        if 0 < self.maxsize < len(self.items):
            raise Full

    def get(self):
        if not self.items:
            raise Empty
        return self.items.pop(0)

    def qsize(self):
        return len(self.items)
