"""MISCONCEPTION: A deque with maxlen refuses what does not fit.

VERDICT: LOST
"""

from collections import deque
from queue import Empty


class DequeQueue:
    def __init__(self, maxsize=0):
        self.items = deque(maxlen=maxsize if maxsize > 0 else None)

    def put(self, item):
        self.items.append(item)  # wrong: a full deque throws its oldest item away, without a word

    def get(self):
        if not self.items:
            raise Empty
        return self.items.popleft()

    def qsize(self):
        return len(self.items)
