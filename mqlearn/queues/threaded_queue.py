"""A queue between threads: one lock, and three conditions named after what they announce.

Whoever finds the queue empty waits for `not_empty`; whoever finds it full
waits for `not_full`; whoever waits for the work to end waits for `all_done`.
Every wait is a loop that looks again, because between the ringing of a bell
and the moment you run, somebody else may have been faster.

It is a drop-in for ``queue.Queue`` of Python 3.13, with ``shutdown``, on 3.11
and later.

But: it is for the threads of one process.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable
from queue import Empty, Full
from threading import Condition, Lock
from typing import Generic, TypeVar

if sys.version_info >= (3, 13):
    from queue import ShutDown
else:

    class ShutDown(Exception):
        """The queue was shut down; in Python 3.13 this is ``queue.ShutDown``."""


T = TypeVar("T")


class ThreadedQueue(Generic[T]):
    """A first-in, first-out queue that any number of threads may share.

    Invariant: everything below ``mutex`` is read and written only while holding it.

    Args:
        maxsize: The most items that may wait at one time; 0 or less: no bound.

    Attributes:
        maxsize: As given.
    """

    def __init__(self, maxsize: int = 0) -> None:
        self.maxsize = maxsize
        self.mutex = Lock()
        self.not_empty = Condition(self.mutex)
        self.not_full = Condition(self.mutex)
        self.all_done = Condition(self.mutex)
        self._items: deque[T] = deque()
        self._unfinished = 0  # items put for which task_done was not called yet
        self._is_shutdown = False

    def put(self, item: T, block: bool = True, timeout: float | None = None) -> None:
        """Add an item at the end; wait while the queue is full.

        Args:
            item: Anything.
            block: False: raise at once instead of waiting.
            timeout: The longest wait, in seconds; None: as long as it takes.

        Raises:
            queue.Full: When there was no room in time. The item was not added.
            ShutDown: When the queue was shut down, also while waiting.
            ValueError: When the timeout is negative.
        """
        with self.mutex:
            if not self._wait(self.not_full, lambda: not self._no_room(), block, timeout):
                raise Full
            if self._is_shutdown:
                raise ShutDown
            self._items.append(item)
            self._unfinished += 1
            self.not_empty.notify()

    def get(self, block: bool = True, timeout: float | None = None) -> T:
        """Remove the item that has waited longest and return it; wait while there is none.

        Args:
            block: False: raise at once instead of waiting.
            timeout: The longest wait, in seconds; None: as long as it takes.

        Raises:
            queue.Empty: When there was none in time.
            ShutDown: When the queue was shut down and nothing is left, also
                while waiting.
            ValueError: When the timeout is negative.
        """
        with self.mutex:
            if not self._wait(self.not_empty, lambda: bool(self._items), block, timeout):
                raise Empty
            if not self._items:
                raise ShutDown
            item = self._items.popleft()
            self.not_full.notify()
            return item

    def put_nowait(self, item: T) -> None:
        """Add an item at the end, or raise `queue.Full` at once."""
        self.put(item, block=False)

    def get_nowait(self) -> T:
        """Return the item that has waited longest, or raise `queue.Empty` at once."""
        return self.get(block=False)

    def _wait(
        self, condition: Condition, ready: Callable[[], bool], block: bool, timeout: float | None
    ) -> bool:
        """Wait until it is ready or the queue is shut down; False when it did not happen in time."""
        if not block:
            return ready() or self._is_shutdown
        if timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        return condition.wait_for(lambda: ready() or self._is_shutdown, timeout)

    def _no_room(self) -> bool:
        return 0 < self.maxsize <= len(self._items)

    def task_done(self) -> None:
        """Say that one item that you got is finished.

        Raises:
            ValueError: When called more often than there were items.
        """
        with self.mutex:
            if self._unfinished <= 0:
                raise ValueError("task_done() called too many times")
            self._unfinished -= 1
            if not self._unfinished:
                self.all_done.notify_all()

    def join(self) -> None:
        """Wait until ``task_done`` was called for every item that was ever put."""
        with self.mutex:
            self.all_done.wait_for(lambda: not self._unfinished)

    def shutdown(self, immediate: bool = False) -> None:
        """Close the queue: no more puts; gets go on until it is empty. Wakes everybody who waits.

        Args:
            immediate: Also throw away what still waits, and count it as done.
        """
        with self.mutex:
            self._is_shutdown = True
            if immediate:
                self._unfinished = max(0, self._unfinished - len(self._items))
                self._items.clear()
            if not self._unfinished:
                self.all_done.notify_all()
            self.not_empty.notify_all()
            self.not_full.notify_all()

    def qsize(self) -> int:
        """How many items wait. By the time you read it, it may be different."""
        with self.mutex:
            return len(self._items)

    def empty(self) -> bool:
        """Whether nothing waits. By the time you read it, it may be different."""
        with self.mutex:
            return not self._items

    def full(self) -> bool:
        """Whether the bound is reached. By the time you read it, it may be different."""
        with self.mutex:
            return self._no_room()
