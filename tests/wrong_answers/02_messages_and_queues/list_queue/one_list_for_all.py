"""MISCONCEPTION: A list in the class body is made anew for every object.

VERDICT: WRONG
"""

from queue import Empty, Full


class ListQueue:
    items = []  # wrong: one list for all queues

    def __init__(self, maxsize=0):
        self.maxsize = maxsize

    def put(self, item):
        if 0 < self.maxsize <= len(self.items):
            raise Full
        self.items.append(item)

    def get(self):
        if not self.items:
            raise Empty
        return self.items.pop(0)

    def qsize(self):
        return len(self.items)
