# WRONG: once per round the put moves all items to the front: that put costs O(capacity)
from queue import Empty, Full


class RingBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(capacity)
        self.capacity = capacity
        self.slots = [None] * (2 * capacity)
        self.start = self.end = 0

    def put(self, item):
        n = self.end - self.start
        if n == self.capacity:
            raise Full
        if self.end == len(self.slots):
            for i in range(n):
                self.slots[i] = self.slots[self.start + i]
                self.slots[self.start + i] = None
            self.start, self.end = 0, n
        self.slots[self.end] = item
        self.end += 1

    def get(self):
        if self.start == self.end:
            raise Empty
        item = self.slots[self.start]
        self.slots[self.start] = None
        self.start += 1
        return item

    def qsize(self):
        return self.end - self.start

    def waiting(self):
        return self.slots[self.start:self.end]
