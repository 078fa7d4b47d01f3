"""MISCONCEPTION: A full queue waits until somebody takes something out.

VERDICT: SPINNING
"""

from collections import deque
from queue import Empty


class DequeQueue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = deque()

    def put(self, item):
        while 0 < self.maxsize <= len(self.items):
            pass  # wrong: nobody can take anything out while this runs
        self.items.append(item)

    def get(self):
        if not self.items:
            raise Empty
        return self.items.popleft()

    def qsize(self):
        return len(self.items)
