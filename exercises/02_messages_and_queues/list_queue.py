"""A food truck writes its orders on a list. A full list is an error, and so is an empty one.

Task
    Write `ListQueue` on a Python list.

Done when
    - `put(item)` adds at the end, `get()` removes the item that waited longest
      and returns it; any value may be an item, also None, 0 and ''
    - `get()` on an empty queue raises queue.Empty, and changes nothing
    - with maxsize above 0, `put()` on a full queue raises queue.Full, and
      changes nothing; with 0 or less there is no bound
    - `qsize()` returns how many items wait

Predict
    maxsize is 2. put('a'), put('b'), put('c'), get(): which of the four raises?
    And what does get() return?
"""

from queue import Empty, Full  # noqa: F401  you will need both


class ListQueue:
    """First in, first out; no call waits: an empty queue raises, a full one too."""

    # TODO: write these four methods
    def __init__(self, maxsize=0):
        raise NotImplementedError

    def put(self, item):
        """Add an item at the end, or raise Full."""
        raise NotImplementedError

    def get(self):
        """Remove the item that waited longest and return it, or raise Empty."""
        raise NotImplementedError

    def qsize(self):
        """Return how many items wait."""
        raise NotImplementedError
