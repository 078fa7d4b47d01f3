"""MISCONCEPTION: An item that is false is no item.

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
        self.items.append(item)

    def get(self):
        item = self.items.pop(0) if self.items else None
        if not item:  # wrong: None, 0 and '' may wait like any other
            raise Empty
        return item

    def qsize(self):
        return len(self.items)
