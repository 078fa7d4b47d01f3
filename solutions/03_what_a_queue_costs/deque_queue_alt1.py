"""Build a chain of links, each of which knows the next one, instead of using a deque.

It counts the items, because a chain does not know its length.
"""

from queue import Empty, Full


class DequeQueue:
    """First in, first out; every call costs the same, however many items wait."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.count = 0
        self.first = self.last = None

    def put(self, item):
        """Add an item at the end, or raise Full."""
        if 0 < self.maxsize <= self.count:
            raise Full
        link = [item, None]
        if self.count:
            self.last[1] = link
        else:
            self.first = link
        self.last = link
        self.count += 1

    def get(self):
        """Remove the item that waited longest and return it, or raise Empty."""
        if not self.count:
            raise Empty
        item, self.first = self.first
        self.count -= 1
        if not self.count:
            self.last = None  # or the last link would keep its item alive
        return item

    def qsize(self):
        """Return how many items wait."""
        return self.count
