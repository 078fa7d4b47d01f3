"""MISCONCEPTION: The next place is always one further on.

VERDICT: WRONG
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
        self.tail += 1  # wrong: leaves the ring at its end
        self.count += 1

    def get(self):
        if not self.count:
            raise Empty
        item, self.slots[self.head] = self.slots[self.head], None
        self.head += 1
        self.count -= 1
        return item

    def qsize(self):
        return self.count

    def waiting(self):
        return self.slots[self.head : self.tail]
