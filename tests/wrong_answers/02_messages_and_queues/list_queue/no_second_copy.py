"""MISCONCEPTION: Two equal items are the same item.

VERDICT: LOST
"""

from queue import Empty, Full


class ListQueue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = []

    def put(self, item):
        if 0 < self.maxsize <= len(self.items):
            raise Full
        if item not in self.items:  # wrong: two guests may order the same
            self.items.append(item)

    def get(self):
        if not self.items:
            raise Empty
        return self.items.pop(0)

    def qsize(self):
        return len(self.items)
