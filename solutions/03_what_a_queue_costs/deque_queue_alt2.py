"""Keep the items in a dict by ticket number, like the paper tickets at a counter.

Two numbers take the place of the two ends: the next ticket, and the one that is served now.
"""

from queue import Empty, Full


class DequeQueue:
    """First in, first out; every call costs the same, however many items wait."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.items = {}
        self.next_ticket = self.now_serving = 0

    def put(self, item):
        """Add an item at the end, or raise Full."""
        if 0 < self.maxsize <= self.qsize():
            raise Full
        self.items[self.next_ticket] = item
        self.next_ticket += 1

    def get(self):
        """Remove the item that waited longest and return it, or raise Empty."""
        if self.now_serving == self.next_ticket:
            raise Empty
        item = self.items.pop(self.now_serving)
        self.now_serving += 1
        return item

    def qsize(self):
        """Return how many items wait."""
        return self.next_ticket - self.now_serving
