"""MISCONCEPTION: Two positions are enough to tell how many wait.

VERDICT: LOST
"""

from queue import Empty, Full


class RingBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self.slots = [None] * capacity
        self.head = self.tail = 0

    def put(self, item):
        if self.qsize() == len(self.slots):
            raise Full
        self.slots[self.tail] = item
        self.tail = (self.tail + 1) % len(self.slots)

    def get(self):
        if self.qsize() == 0:
            raise Empty
        item, self.slots[self.head] = self.slots[self.head], None
        self.head = (self.head + 1) % len(self.slots)
        return item

    def qsize(self):
        return (self.tail - self.head) % len(self.slots)  # wrong: 0 for a full ring as well

    def waiting(self):
        return [self.slots[(self.head + n) % len(self.slots)] for n in range(self.qsize())]
