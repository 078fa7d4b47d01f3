"""Keep the list the other way round, newest first: put moves all items instead of get.

No bound is infinity, and an empty list is found by the IndexError of pop.
"""

import queue


class ListQueue:
    """First in, first out; no call waits: an empty queue raises, a full one too."""

    def __init__(self, maxsize=0):
        self._maxsize = maxsize if maxsize > 0 else float("inf")
        self._newest_first = []

    def put(self, item):
        """Add an item, or raise Full."""
        if len(self._newest_first) == self._maxsize:
            raise queue.Full(f"{self._maxsize} items wait already")
        self._newest_first.insert(0, item)

    def get(self):
        """Remove the item that waited longest and return it, or raise Empty."""
        try:
            return self._newest_first.pop()
        except IndexError:
            raise queue.Empty from None

    def qsize(self):
        """Return how many items wait."""
        return len(self._newest_first)
