"""A sushi belt has 12 places and never grows. Plates go on at one spot and come off at another, round and round.

Task
    Write `RingBuffer(capacity)`, a queue with a fixed number of slots, all
    made in `__init__`. Two numbers are enough to run it: the slot of the oldest
    item, and how many items wait. After the last slot comes the first one.
    `waiting()` is the camera above the belt: it lists the items and takes none.

Done when
    - first in, first out; `get()` raises queue.Empty, `put()` raises queue.Full
    - it goes round any number of times, and all of its slots can be used
    - `waiting()` returns a new list of the items, oldest first; any value may
      be an item, even None
    - filling it takes no memory that was not taken in `__init__`
    - the cost of put, get and qsize does not grow with the capacity
    - a slot does not keep an item alive after the item was taken out
    - a capacity below 1 raises ValueError

Predict
    Capacity 3; put a, b, c; get; put d. In which slot is d?
"""

from queue import Empty, Full  # noqa: F401


class RingBuffer:
    """First in, first out, in a fixed number of slots."""

    # TODO: write these five methods
    def __init__(self, capacity):
        raise NotImplementedError

    def put(self, item):
        """Add an item after the newest, or raise Full."""
        raise NotImplementedError

    def get(self):
        """Remove the oldest item and return it, or raise Empty."""
        raise NotImplementedError

    def qsize(self):
        """Return how many items wait."""
        raise NotImplementedError

    def waiting(self):
        """Return a new list of the items that wait, oldest first; take none of them."""
        raise NotImplementedError
