"""MISCONCEPTION: A queue without a bound is a mistake, so it gets a sensible one by itself.

VERDICT: WRONG
"""

from queue import Empty, Full


class ListQueue:
    def __init__(self, maxsize=10):  # wrong: whoever asks for no bound gets none
        self.maxsize = maxsize
        self.items = []

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
