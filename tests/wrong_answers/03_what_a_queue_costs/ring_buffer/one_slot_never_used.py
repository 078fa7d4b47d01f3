"""MISCONCEPTION: When the next place is the head, the ring is full.

VERDICT: WRONG
"""

from queue import Empty, Full


class RingBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self.slots = [None] * capacity
        self.head = self.tail = 0

    def put(self, item):
        following = (self.tail + 1) % len(self.slots)
        if following == self.head:  # wrong: one slot always stays free
            raise Full
        self.slots[self.tail] = item
        self.tail = following

    def get(self):
        if self.head == self.tail:
            raise Empty
        item, self.slots[self.head] = self.slots[self.head], None
        self.head = (self.head + 1) % len(self.slots)
        return item

    def qsize(self):
        return (self.tail - self.head) % len(self.slots)

    def waiting(self):
        return [self.slots[(self.head + n) % len(self.slots)] for n in range(self.qsize())]
