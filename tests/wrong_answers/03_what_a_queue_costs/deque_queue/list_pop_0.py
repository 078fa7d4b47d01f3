"""MISCONCEPTION: Taking the first item of a list costs as little as taking the last.

VERDICT: SLOW
"""

from queue import Empty, Full


class DequeQueue:
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
        return self.items.pop(0)  # wrong: moves all others one place

    def qsize(self):
        return len(self.items)
