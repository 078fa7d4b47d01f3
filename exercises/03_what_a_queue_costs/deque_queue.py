"""At noon 50,000 orders wait, and every `get` of the list queue pushes all of them one place forward.

Task
    Write `DequeQueue`: the same queue as before, but the cost of a call must
    not grow with the number of items. `collections.deque` reaches both of its ends
    without moving anything in between.

Done when
    - `put`, `get` and `qsize` do what they did: first in, first out; queue.Empty
      on an empty queue; queue.Full at maxsize above 0; otherwise no bound
    - a call costs the same whether 100 or 50,000 items wait
    - the queue keeps no item in memory that was taken out

Predict
    A deque can be made with deque(maxlen=3). What does it do with a fourth
    item? Is that what a full queue should do?
"""

from collections import deque  # noqa: F401
from queue import Empty, Full  # noqa: F401


class DequeQueue:
    """First in, first out; every call costs the same, however many items wait."""

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
