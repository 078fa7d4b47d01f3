"""What the third hint of ring_buffer leads to, with its holes filled."""

from queue import Empty, Full


class RingBuffer:
    """First in, first out, in a fixed number of slots."""

    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(f"a ring needs at least one slot, and this one would have {capacity}")
        self.slots = [None] * capacity
        self.head = 0  # the slot of the oldest item
        self.count = 0

    def put(self, item):
        """Add an item after the newest, or raise Full."""
        if self.count == len(self.slots):
            raise Full
        self.slots[(self.head + self.count) % len(self.slots)] = item
        self.count += 1

    def get(self):
        """Remove the oldest item and return it, or raise Empty."""
        if not self.count:
            raise Empty
        item = self.slots[self.head]
        self.slots[self.head] = None  # or the slot would keep the item alive
        self.head = (self.head + 1) % len(self.slots)
        self.count -= 1
        return item

    def qsize(self):
        """Return how many items wait."""
        return self.count

    def waiting(self):
        """Return a new list of the items that wait, oldest first; take none of them."""
        return [self.slots[(self.head + n) % len(self.slots)] for n in range(self.count)]
