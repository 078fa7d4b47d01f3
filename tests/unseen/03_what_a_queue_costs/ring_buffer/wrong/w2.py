# WRONG: recognises an empty slot with ==; an item that equals everything (mock.ANY) counts as an empty slot
from queue import Empty, Full

NOTHING = object()


class RingBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(capacity)
        self.slots = [NOTHING] * capacity
        self.start = 0
        self.count = 0

    def put(self, item):
        if self.count == len(self.slots):
            raise Full
        self.slots[(self.start + self.count) % len(self.slots)] = item
        self.count += 1

    def get(self):
        item = self.slots[self.start]
        if item == NOTHING:
            raise Empty
        self.slots[self.start] = NOTHING
        self.start = (self.start + 1) % len(self.slots)
        self.count -= 1
        return item

    def qsize(self):
        return self.count

    def waiting(self):
        return [x for x in self.slots[self.start:] + self.slots[:self.start] if x != NOTHING]
