"""MISCONCEPTION: A ring that is full makes room for the newest.

VERDICT: LOST
"""

from queue import Empty


class RingBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self.slots = [None] * capacity
        self.head = self.count = 0

    def put(self, item):
        self.slots[(self.head + self.count) % len(self.slots)] = item
        if self.count == len(self.slots):
            self.head = (self.head + 1) % len(self.slots)  # wrong: the oldest is overwritten, without a word
        else:
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
        return [self.slots[(self.head + n) % len(self.slots)] for n in range(self.qsize())]
