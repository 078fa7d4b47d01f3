"""Right as well: two counters that only ever grow, as in hardware rings; the slot is the rest of a division."""

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
        """How many items wait."""
        return self._written - self._read
