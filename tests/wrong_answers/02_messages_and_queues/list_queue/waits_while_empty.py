"""MISCONCEPTION: An empty queue waits until somebody puts something in.

VERDICT: SPINNING
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
        while not self.items:
            pass  # wrong: nobody can put anything in while this runs
        return self.items.pop(0)

    def qsize(self):
        return len(self.items)
