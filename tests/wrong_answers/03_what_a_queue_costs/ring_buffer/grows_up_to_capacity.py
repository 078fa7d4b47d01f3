"""MISCONCEPTION: Memory is fixed when there is an upper limit to it.

VERDICT: WRONG
"""

from queue import Empty, Full


class RingBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self.capacity = capacity
        self.slots = []  # wrong: the slots are made one by one, while it is filled
        self.head = self.count = 0

    def put(self, item):
        if self.count == self.capacity:
            raise Full
        place = (self.head + self.count) % self.capacity
        if place == len(self.slots):
            self.slots.append(item)
        else:
            self.slots[place] = item
        self.count += 1

    def get(self):
        if not self.count:
            raise Empty
        item, self.slots[self.head] = self.slots[self.head], None
        self.head = (self.head + 1) % self.capacity
        self.count -= 1
        return item

    def qsize(self):
        return self.count

    def waiting(self):
        return [self.slots[(self.head + n) % self.capacity] for n in range(self.count)]
