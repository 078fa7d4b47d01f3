"""Count all puts and all gets, instead of keeping the head and the count.

Both counters only grow; the remainder by the capacity is the slot, and a marker tells a free slot.
"""

from queue import Empty, Full

FREE = object()


class RingBuffer:
    """First in, first out, in a fixed number of slots."""

    def __init__(self, capacity):
        if capacity <= 0:
            raise ValueError("capacity must be at least 1")
        self._slots = [FREE for _ in range(capacity)]
        self._written = self._read = 0

    def put(self, item):
        """Add an item after the newest, or raise Full."""
        place = self._written % len(self._slots)
        if self._slots[place] is not FREE:
            raise Full
        self._slots[place] = item
        self._written += 1

    def get(self):
        """Remove the oldest item and return it, or raise Empty."""
        place = self._read % len(self._slots)
        item = self._slots[place]
        if item is FREE:
            raise Empty
        self._slots[place] = FREE
        self._read += 1
        return item

    def qsize(self):
        """Return how many items wait."""
        return self._written - self._read

    def waiting(self):
        """Return a new list of the items that wait, oldest first; take none of them."""
        oldest = self._read % len(self._slots)
        around = self._slots[oldest:] + self._slots[:oldest]
        return [item for item in around if item is not FREE]
