"""MISCONCEPTION: A slot in which None lies is free.

VERDICT: LOST
"""

from queue import Empty, Full


class RingBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self.slots = [None] * capacity
        self.head = self.tail = self.count = 0

    def put(self, item):
        if self.count == len(self.slots):
            raise Full
        self.slots[self.tail] = item
        self.tail = (self.tail + 1) % len(self.slots)
        self.count += 1

    def get(self):
        if self.slots[self.head] is None:  # wrong: None may be an item
            raise Empty
        item, self.slots[self.head] = self.slots[self.head], None
        self.head = (self.head + 1) % len(self.slots)
        self.count -= 1
        return item

    def qsize(self):
        return self.count

    def waiting(self):
        return [self.slots[(self.head + n) % len(self.slots)] for n in range(self.qsize())]
