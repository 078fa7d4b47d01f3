"""The simplest queue there is: a list. New items join at the end, the first one leaves.

But: `get` moves every item that stays one place to the left, so it costs O(n).
But: nobody waits. An empty queue raises, a full one raises.
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
        maxsize: The most items that may wait at one time; 0 or less: no bound.

    Attributes:
        maxsize: As given.
    """

    def __init__(self, maxsize: int = 0) -> None:
        self.maxsize = maxsize
        self._items: list[T] = []

    def put(self, item: T) -> None:
        """Add an item at the end: amortized O(1).

        Raises:
            queue.Full: When ``maxsize`` items wait already. The queue is unchanged.
        """
        if self.full():
            raise Full
        self._items.append(item)

    def get(self) -> T:
        """Remove the item that has waited longest and return it: O(n) for n items waiting.

        Raises:
            queue.Empty: When nothing waits. The queue is unchanged.
        """
        if not self._items:
            raise Empty
        return self._items.pop(0)

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
