"""MISCONCEPTION: A slot that holds None is free.

VERDICT: LOST
"""

from queue import Empty, Full


class RingBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self.slots = [None] * capacity
        self.head = self.count = 0

    def put(self, item):
        if self.count == len(self.slots):
            raise Full
        self.slots[(self.head + self.count) % len(self.slots)] = item
        self.count += 1

    def get(self):
        if not self.count:
            raise Empty
        item, self.slots[self.head] = self.slots[self.head], None
        self.head = (self.head + 1) % len(self.slots)
        self.count -= 1
        return item

    def qsize(self):
        return self.count

    def waiting(self):
        ring = self.slots[self.head :] + self.slots[: self.head]
        return [item for item in ring if item is not None]  # wrong: None may be an item
