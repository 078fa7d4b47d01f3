"""MISCONCEPTION: A maxsize of 0 is a bound like any other.

VERDICT: WRONG
"""

from queue import Empty, Full


class ListQueue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = []

    def put(self, item):
        if len(self.items) >= self.maxsize:  # wrong: with 0 nothing ever gets in
            raise Full
        self.items.append(item)

    def get(self):
        if not self.items:
            raise Empty
        return self.items.pop(0)

    def qsize(self):
        return len(self.items)
