"""MISCONCEPTION: None is a good answer to "which order is next?" when there is none.

VERDICT: WRONG
"""

from queue import Full


class ListQueue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = []

    def put(self, item):
        if 0 < self.maxsize <= len(self.items):
            raise Full
        self.items.append(item)

    def get(self):
        return self.items.pop(0) if self.items else None  # wrong: None might be an item

    def qsize(self):
        return len(self.items)
