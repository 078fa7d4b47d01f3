"""MISCONCEPTION: The oldest item has to lie in the first slot.

VERDICT: SLOW
"""

from queue import Empty, Full


class RingBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self.slots = [None] * capacity
        self.count = 0

    def put(self, item):
        if self.count == len(self.slots):
            raise Full
        self.slots[self.count] = item
        self.count += 1

    def get(self):
        if not self.count:
            raise Empty
        item = self.slots.pop(0)  # wrong: moves all others one slot
        self.slots.append(None)
        self.count -= 1
        return item

    def qsize(self):
        return self.count

    def waiting(self):
        return self.slots[: self.count]
