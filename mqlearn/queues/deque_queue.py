"""The same queue as `ListQueue`, on a deque: both ends can be reached without moving anything.

One thing changes: what stands behind ``get``. A deque is a chain of small
blocks (CPython: 64 items each), so taking from the left moves no other item.

But: nobody waits. An empty queue raises, a full one raises.
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
        maxsize: The most items that may wait at one time; 0 or less: no bound.

    Attributes:
        maxsize: As given.
    """

    def __init__(self, maxsize: int = 0) -> None:
        self.maxsize = maxsize
        self._items: deque[T] = deque()

    def put(self, item: T) -> None:
        """Add an item at the end: O(1).

        Raises:
            queue.Full: When ``maxsize`` items wait already. The queue is unchanged.
        """
        if self.full():
            raise Full
        self._items.append(item)

    def get(self) -> T:
        """Remove the item that has waited longest and return it: O(1), however many wait.

        Raises:
            queue.Empty: When nothing waits. The queue is unchanged.
        """
        if not self._items:
            raise Empty
        return self._items.popleft()

    put_nowait = put  # nobody ever waits here, so these are the same
    get_nowait = get

    def qsize(self) -> int:
        """How many items wait."""
        return len(self._items)

    def empty(self) -> bool:
        """Whether nothing waits."""
        return not self._items

    def full(self) -> bool:
        """Whether the bound is reached; never without a bound."""
        return 0 < self.maxsize <= len(self._items)
