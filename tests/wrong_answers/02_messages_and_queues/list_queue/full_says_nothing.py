"""MISCONCEPTION: A full queue need only refuse; it need not say so.

VERDICT: LOST
"""

from queue import Empty


class ListQueue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = []

    def put(self, item):
        if self.maxsize <= 0 or len(self.items) < self.maxsize:
            self.items.append(item)  # wrong: otherwise the item is gone, without a word

    def get(self):
        if not self.items:
            raise Empty
        return self.items.pop(0)

    def qsize(self):
        return len(self.items)
