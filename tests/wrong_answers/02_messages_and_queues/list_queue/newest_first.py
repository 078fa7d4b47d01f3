"""MISCONCEPTION: pop() takes the item that has waited longest.

VERDICT: REORDERED
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
        if not self.items:
            raise Empty
        return self.items.pop()  # wrong: takes the last one

    def qsize(self):
        return len(self.items)
