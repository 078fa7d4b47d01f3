# WRONG: put raises Full for an item that is there already (not promised; any value may be an item)
from queue import Empty, Full


class RingBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(capacity)
        self.slots = [None] * capacity
        self.capacity = capacity
        self.start = 0
        self.count = 0

    def put(self, item):
        if self.count == self.capacity or (self.count and item is not None and any(item is x for x in self.slots[self.start:self.start + 1])):
            raise Full
        self.slots[(self.start + self.count) % self.capacity] = item
        self.count += 1

    def get(self):
        if not self.count:
            raise Empty
        item = self.slots[self.start]
        self.slots[self.start] = None
        self.start = (self.start + 1) % self.capacity
        self.count -= 1
        return item

    def qsize(self):
        return self.count

    def waiting(self):
        return [self.slots[(self.start + i) % self.capacity] for i in range(self.count)]
