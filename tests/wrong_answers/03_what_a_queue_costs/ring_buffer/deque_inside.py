"""MISCONCEPTION: A bounded deque is a ring buffer.

VERDICT: WRONG
"""

from collections import deque
from queue import Empty, Full


class RingBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self.capacity = capacity
        self.items = deque()  # wrong: grows while it is filled; there are no slots

    def put(self, item):
        if len(self.items) == self.capacity:
            raise Full
        self.items.append(item)

    def get(self):
        if not self.items:
            raise Empty
        return self.items.popleft()

    def qsize(self):
        return len(self.items)

    def waiting(self):
        return list(self.items)
