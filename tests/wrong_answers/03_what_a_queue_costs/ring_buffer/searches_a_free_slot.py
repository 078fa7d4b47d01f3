"""MISCONCEPTION: Going round the ring, one comes to a free slot sooner or later.

VERDICT: SPINNING
"""

from queue import Empty

FREE = object()


class RingBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self.slots = [FREE] * capacity
        self.head = self.count = 0

    def put(self, item):
        place = (self.head + self.count) % len(self.slots)
        while self.slots[place] is not FREE:  # wrong: in a full ring there is none, and nobody says Full
            place = (place + 1) % len(self.slots)
        self.slots[place] = item
        self.count += 1

    def get(self):
        if not self.count:
            raise Empty
        item, self.slots[self.head] = self.slots[self.head], FREE
        self.head = (self.head + 1) % len(self.slots)
        self.count -= 1
        return item

    def qsize(self):
        return self.count

    def waiting(self):
        return [self.slots[(self.head + n) % len(self.slots)] for n in range(self.qsize())]
