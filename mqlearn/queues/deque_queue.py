"""The same queue as `ListQueue`, on a deque: both ends can be reached without moving items.

One thing changes: how ``get`` works. A deque is a chain of small
blocks (CPython: 64 items each), so taking from the left moves no other item.

But: no call waits. An empty queue raises, and so does a full one.
But: it is for one thread.
"""

from __future__ import annotations

from collections import deque
from queue import Empty, Full
from typing import Generic, TypeVar

T = TypeVar("T")


class DequeQueue(Generic[T]):
    """A first-in, first-out queue on a ``collections.deque``, for one thread.

    Invariants: ``items[0]`` has waited longest. With a bound, there are never
    more than ``maxsize`` items.

    Args:
        maxsize: The most items that the queue may hold; 0 or less for no bound.

    Attributes:
        maxsize: As given.
    """

    def __init__(self, maxsize: int = 0) -> None:
        self.maxsize = maxsize
        self._items: deque[T] = deque()

    def put(self, item: T) -> None:
        """Add an item at the end: O(1).

        Raises:
            queue.Full: If the queue holds ``maxsize`` items. It is unchanged.
        """
        if self.full():
            raise Full
        self._items.append(item)

    def get(self) -> T:
        """Remove the item that has waited longest and return it: O(1), no matter how many items there are.

        Raises:
            queue.Empty: If the queue is empty. It is unchanged.
        """
        if not self._items:
            raise Empty
        return self._items.popleft()

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
