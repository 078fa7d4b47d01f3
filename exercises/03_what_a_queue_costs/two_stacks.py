"""A dishwasher has two piles of plates and may touch only the top ones. Still, the first plate in is washed first.

Task
    Write `TwoStackQueue`, a queue that keeps its items on two given stacks and
    nowhere else. A stack has push(item), pop() and len(stack), no more.
    A plate that is still dirty after washing is put back: it is next again.

Done when
    - first in, first out; `get()` on an empty queue raises queue.Empty
    - after `put_back(item)`, the next `get()` returns that item; of several
      items that were put back, the last one comes first
    - all waiting items are on the two stacks
    - amortized O(1): over any run, at most 4 pushes and pops for each item that
      was put or put back, though a single `get` may move all waiting items

Predict
    put a, b, c; get; put d; get. How often was each of the four items moved?
"""

from queue import Empty  # noqa: F401


class TwoStackQueue:
    """First in, first out, out of two stacks that are last in, first out."""

    def __init__(self, incoming, outgoing):
        self.incoming = incoming
        self.outgoing = outgoing

    # TODO: write these four methods
    def put(self, item):
        """Add an item at the end."""
        raise NotImplementedError

    def get(self):
        """Remove the item that is next and return it, or raise Empty."""
        raise NotImplementedError

    def put_back(self, item):
        """Add an item at the front: it is next."""
        raise NotImplementedError

    def qsize(self):
        """Return how many items wait."""
        raise NotImplementedError
