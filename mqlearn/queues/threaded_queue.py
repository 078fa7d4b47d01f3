"""A queue between threads: one lock, and three conditions named after what they announce.

A get waits for `not_empty`, a put for `not_full`, and a join for
`all_tasks_done`. Every wait is a loop that checks again, because another thread
may be faster between the notify and the moment in which the woken thread runs.

It is a drop-in for ``queue.Queue`` of Python 3.13, with ``shutdown``, on 3.11
and later. `FastThreadedQueue` keeps the same contract and is several times as
fast; read this one first.

But: it is for the threads of one process.
"""

from __future__ import annotations

import sys
from collections import deque
from queue import Empty, Full
from threading import Condition, Lock
from time import monotonic
from typing import Generic, TypeVar

if sys.version_info >= (3, 13):
    from queue import ShutDown
else:

    class ShutDown(Exception):
        """The queue was shut down; in Python 3.13 this is ``queue.ShutDown``."""


T = TypeVar("T")


class ThreadedQueue(Generic[T]):
    """A first-in, first-out queue that any number of threads may share.

    For every operation that waits: either it happened, or it raised and the
    queue is unchanged. Waiting threads are woken in order. A new thread may
    still be served before a woken one runs; a thread that is woken but finds
    nothing goes back to the end of the line, as in ``queue.Queue``.

    Invariants: everything below ``mutex`` is read and written only while
    holding it. There are never more than ``maxsize`` items.

    Args:
        maxsize: The most items that the queue may hold; 0 or less for no bound.

    Attributes:
        maxsize: As given.
        unfinished_tasks: Items put for which ``task_done`` was not called yet.
        is_shutdown: True once the queue is shut down.
    """

    def __init__(self, maxsize: int = 0) -> None:
        self.maxsize = maxsize
        self.mutex = Lock()
        self.not_empty = Condition(self.mutex)
        self.not_full = Condition(self.mutex)
        self.all_tasks_done = Condition(self.mutex)
        self._items: deque[T] = deque()
        self.unfinished_tasks = 0
        self.is_shutdown = False

    # ------------------------------------------------------------- put and get

    def put(self, item: T, block: bool = True, timeout: float | None = None) -> None:
        """Add an item at the end; wait while the queue is full.

        Args:
            item: Anything.
            block: False to raise at once instead of waiting.
            timeout: The longest wait in seconds; None for no limit.

        Raises:
            queue.Full: If there was no room in time. The item was not added.
            ShutDown: If the queue is shut down, also while waiting.
            ValueError: If the timeout is negative.
        """
        deadline = None if block and timeout is None else deadline_of(block, timeout)
        with self.mutex:
            while 0 < self.maxsize <= len(self._items) and not self.is_shutdown:
                self._wait(self.not_full, deadline, Full)
            if self.is_shutdown:
                raise ShutDown
            self._items.append(item)
            self.unfinished_tasks += 1
            self.not_empty.notify()

    def get(self, block: bool = True, timeout: float | None = None) -> T:
        """Remove the item that has waited longest and return it; wait while there is none.

        Args:
            block: False to raise at once instead of waiting.
            timeout: The longest wait in seconds; None for no limit.

        Raises:
            queue.Empty: If there was no item in time.
            ShutDown: If the queue is shut down and nothing is left, also
                while waiting.
            ValueError: If the timeout is negative.
        """
        deadline = None if block and timeout is None else deadline_of(block, timeout)
        with self.mutex:
            while not self._items and not self.is_shutdown:
                self._wait(self.not_empty, deadline, Empty)
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

    def _wait(self, condition: Condition, deadline: float | None, too_late: type[Exception]) -> None:
        """Wait until notified, or raise if the timeout has expired. The caller must check again."""
        left = None if deadline is None else time_left(deadline)
        if left is not None and left <= 0:
            raise too_late
        try:
            condition.wait(left)
        except BaseException:
            condition.notify()  # perhaps notified and interrupted at the same time: wake the next one
            raise

    # ------------------------------------------------------- finishing the work

    def task_done(self) -> None:
        """Say that one item that you got is finished.

        Raises:
            ValueError: If called more often than there were items.
        """
        with self.mutex:
            if self.unfinished_tasks <= 0:
                raise ValueError("task_done() called too many times")
            self.unfinished_tasks -= 1
            if not self.unfinished_tasks:
                self.all_tasks_done.notify_all()

    def join(self) -> None:
        """Wait until ``task_done`` was called for every item that was ever put."""
        with self.mutex:
            while self.unfinished_tasks:
                self.all_tasks_done.wait()

    def shutdown(self, immediate: bool = False) -> None:
        """Shut the queue down: puts raise, gets continue until it is empty. Wake all waiters.

        Args:
            immediate: Also discard the items in the queue, and count them as done.
        """
        with self.mutex:
            self.is_shutdown = True
            if immediate:
                self.unfinished_tasks = max(0, self.unfinished_tasks - len(self._items))
                self._items.clear()
            if not self.unfinished_tasks:
                self.all_tasks_done.notify_all()
            self.not_empty.notify_all()
            self.not_full.notify_all()

    # ------------------------------------------------------------------ the state

    def qsize(self) -> int:
        """Return the number of items. It may have changed by the time you read it."""
        with self.mutex:
            return len(self._items)

    def empty(self) -> bool:
        """Return True if the queue is empty. It may have changed by the time you read it."""
        with self.mutex:
            return not self._items

    def full(self) -> bool:
        """Return True if the bound is reached. It may have changed by the time you read it."""
        with self.mutex:
            return 0 < self.maxsize <= len(self._items)


def deadline_of(block: bool, timeout: float | None) -> float | None:
    """Return the deadline on the monotonic clock, or None for no deadline.

    A non-blocking call gets a deadline in the past.

    Raises:
        ValueError: If the timeout is negative.
    """
    if not block:
        return float("-inf")
    if timeout is None:
        return None
    if timeout < 0:
        raise ValueError("'timeout' must be a non-negative number")
    return monotonic() + timeout


def time_left(deadline: float) -> float:
    """Return how long a wait may still last, in seconds."""
    return deadline - monotonic()
