"""MISCONCEPTION: The last slot has the number len(slots) - 1, so that is where the ring starts over.

VERDICT: REORDERED
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
        if not self.count:
            raise Empty
        item = self.slots[self.head]
        self.slots[self.head] = None
        self.head += 1
        if self.head >= len(self.slots) - 1:  # wrong: the last slot is skipped, and its item is passed over
            self.head = 0
        self.count -= 1
        return item

    def qsize(self):
        return self.count

    def waiting(self):
        return [self.slots[(self.head + n) % len(self.slots)] for n in range(self.qsize())]
