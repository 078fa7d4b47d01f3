"""A sushi belt has 12 places and never grows. Plates go on at one spot and come off at another, round and round.

Task
    Write `RingBuffer(capacity)`, a queue with a fixed number of slots, all
    made at the start. Two numbers are enough to run it: where the oldest item
    lies, and how many there are. Whoever comes to the end of the slots goes on
    at the beginning.

Done when
    - first in, first out; `get()` raises queue.Empty, `put()` raises queue.Full
    - it goes round any number of times, and all of its slots can be used
    - filling it takes no memory that was not taken at the start
    - no call gets dearer with the capacity
    - an item that was taken out is not kept alive by the slot it lay in
    - a capacity below 1 raises ValueError

Predict
    Capacity 3; put a, b, c; get; put d. In which slot does d lie?
"""

from queue import Empty, Full  # noqa: F401


class RingBuffer:
    """First in, first out, in a fixed number of slots."""

    # TODO: write these four methods
    def __init__(self, capacity):
        raise NotImplementedError

    def put(self, item):
        """Add an item after the newest, or raise Full."""
        raise NotImplementedError

    def get(self):
        """Remove the oldest item and return it, or raise Empty."""
        raise NotImplementedError

    def qsize(self):
        """How many items wait."""
        raise NotImplementedError
