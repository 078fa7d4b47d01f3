"""MISCONCEPTION: Nobody makes a ring without slots.

VERDICT: WRONG
"""

from queue import Empty, Full


class RingBuffer:
    def __init__(self, capacity):
        self.slots = [None] * capacity  # wrong: 0 and -3 are taken without a word
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
        return [self.slots[(self.head + n) % len(self.slots)] for n in range(self.qsize())]
