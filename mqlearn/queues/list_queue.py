"""The simplest queue there is: a list. New items join at the end, the first one leaves.

But: `get` moves every item that stays one place to the left, so it costs O(n).
But: no call waits. An empty queue raises, and so does a full one.
But: it is for one thread.
"""

from __future__ import annotations

from queue import Empty, Full
from typing import Generic, TypeVar

T = TypeVar("T")


class ListQueue(Generic[T]):
    """A first-in, first-out queue on a Python list, for one thread.

    Invariants: ``items[0]`` has waited longest. With a bound, there are never
    more than ``maxsize`` items.

    Args:
        maxsize: The most items that the queue may hold; 0 or less for no bound.

    Attributes:
        maxsize: As given.
    """

    def __init__(self, maxsize: int = 0) -> None:
        self.maxsize = maxsize
        self._items: list[T] = []

    def put(self, item: T) -> None:
        """Add an item at the end: amortized O(1).

        Raises:
            queue.Full: If the queue holds ``maxsize`` items. It is unchanged.
        """
        if self.full():
            raise Full
        self._items.append(item)

    def get(self) -> T:
        """Remove the item that has waited longest and return it: O(n) for n items.

        Raises:
            queue.Empty: If the queue is empty. It is unchanged.
        """
        if not self._items:
            raise Empty
        return self._items.pop(0)

    put_nowait = put  # no call ever waits here, so these are the same
    get_nowait = get

    def qsize(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def empty(self) -> bool:
        """Return True if the queue is empty."""
        return not self._items

    def full(self) -> bool:
        """Return True if the bound is reached; always False without a bound."""
        return 0 < self.maxsize <= len(self._items)
