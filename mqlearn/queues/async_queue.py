"""A queue between the tasks of one event loop: a get waits while it is empty, a put while it is full.

An item stays in the queue until the task that gets it is *running*. So a wake-up
is only a hint to check again: if the woken task is cancelled, nothing is lost,
as long as that task passes the hint on.

It is a drop-in for ``asyncio.Queue`` of Python 3.13, with ``shutdown``, on
3.11 and later, with one difference on purpose: when ``join`` returns, nothing
is unfinished. ``asyncio.Queue.join`` returns as soon as nothing *was*
unfinished, even if an item was put before the joining task runs again.

But: it is for one event loop in one thread. Its items do not survive the process,
and no other process can reach them.
"""

from __future__ import annotations

import sys
from asyncio import Future, QueueEmpty, QueueFull, get_running_loop
from collections import deque
from typing import Generic, TypeVar

if sys.version_info >= (3, 13):
    from asyncio import QueueShutDown
else:

    class QueueShutDown(Exception):
        """The queue was shut down; in Python 3.13 this is ``asyncio.QueueShutDown``."""


T = TypeVar("T")
Line = deque[Future[None]]
"""Waiting tasks, the longest waiter at the left."""


class AsyncQueue(Generic[T]):
    """A first-in, first-out queue between the tasks of one event loop.

    For every operation that waits: either it happened, or it raised and the
    queue is unchanged. Waiting tasks are woken in order. A new task may still
    be served before a woken one runs; a task that is woken but finds nothing
    goes back to the end of the line, as in ``asyncio.Queue``.

    Invariants: there are never more than ``maxsize`` items. When no task is
    about to run, no task waits for an item that is there, or for room that is there.

    Args:
        maxsize: The most items that the queue may hold; 0 or less for no bound.
    """

    def __init__(self, maxsize: int = 0) -> None:
        self._maxsize = maxsize
        self._room = maxsize if maxsize > 0 else sys.maxsize  # 0 once it is shut down
        self._items: deque[T] = deque()
        self._getters: Line = deque()
        self._putters: Line = deque()
        self._joiners: Line = deque()
        self._unfinished = 0  # items put for which task_done was not called yet
        self._is_shutdown = False

    # ------------------------------------------------------------- put and get
    # One comparison answers both questions, whether there is room and whether the queue is
    # open: is it shorter than its room? And put and get wake a task only if one waits.

    async def put(self, item: T) -> None:
        """Add an item at the end; wait while the queue is full.

        Raises:
            QueueShutDown: If the queue is shut down, also while waiting.
                The item was not added.
        """
        while len(self._items) >= self._room:
            if self._is_shutdown:
                raise QueueShutDown
            turn = self._stand_in(self._putters)
            try:
                await turn
            except BaseException:
                self._leave(self._putters, turn, len(self._items) < self._room)
                raise
        self._items.append(item)
        self._unfinished += 1
        if self._getters:
            self._wake_next(self._getters)

    def put_nowait(self, item: T) -> None:
        """Add an item at the end.

        Raises:
            asyncio.QueueFull: If the queue holds ``maxsize`` items.
            QueueShutDown: If the queue is shut down.
        """
        if len(self._items) >= self._room:
            raise QueueShutDown if self._is_shutdown else QueueFull
        self._items.append(item)
        self._unfinished += 1
        if self._getters:
            self._wake_next(self._getters)

    async def get(self) -> T:
        """Remove the item that has waited longest and return it; wait while there is none.

        Raises:
            QueueShutDown: If the queue is shut down and nothing is left,
                also while waiting.
        """
        while not self._items:
            if self._is_shutdown:
                raise QueueShutDown
            turn = self._stand_in(self._getters)
            try:
                await turn
            except BaseException:
                self._leave(self._getters, turn, bool(self._items))
                raise
        if self._putters:
            self._wake_next(self._putters)
        return self._items.popleft()

    def get_nowait(self) -> T:
        """Remove the item that has waited longest and return it.

        Raises:
            asyncio.QueueEmpty: If there is none.
            QueueShutDown: If there is none and the queue is shut down.
        """
        if not self._items:
            raise QueueShutDown if self._is_shutdown else QueueEmpty
        if self._putters:
            self._wake_next(self._putters)
        return self._items.popleft()

    # ------------------------------------------------------- waiting and waking

    def _stand_in(self, line: Line) -> Future[None]:
        """Join the end of a line. A task that is woken there must check again."""
        turn: Future[None] = get_running_loop().create_future()
        line.append(turn)
        return turn

    def _leave(self, line: Line, turn: Future[None], worth_a_check: bool) -> None:
        """Leave a line without having checked again, because of a cancellation."""
        if turn in line:
            line.remove(turn)
        elif worth_a_check and not turn.cancelled():
            self._wake_next(line)  # woken and cancelled at the same time: wake the next one

    def _wake_next(self, line: Line) -> None:
        """Wake the longest waiter that is still waiting."""
        while line:
            turn = line.popleft()
            if not turn.done():
                turn.set_result(None)
                return

    def _wake_all(self, line: Line) -> None:
        while line:
            self._wake_next(line)

    # ------------------------------------------------------- finishing the work

    def task_done(self) -> None:
        """Say that one item that you got is finished.

        Raises:
            ValueError: If called more often than there were items.
        """
        if self._unfinished <= 0:
            raise ValueError("task_done() called too many times")
        self._unfinished -= 1
        if not self._unfinished:
            self._wake_all(self._joiners)

    async def join(self) -> None:
        """Wait until ``task_done`` was called for every item that was ever put.

        When it returns, no item is unfinished: a task that is woken here looks
        again, as in ``get`` and ``put``. So the next line may stop the workers.
        The price is that it may never return while producers keep putting.
        (``asyncio.Queue.join`` does not look again: it may return while an item
        waits that was put after the count fell to 0.)
        """
        while self._unfinished:
            turn = self._stand_in(self._joiners)
            try:
                await turn
            except BaseException:
                self._leave(self._joiners, turn, not self._unfinished)
                raise

    def shutdown(self, immediate: bool = False) -> None:
        """Shut the queue down: puts raise, gets continue until it is empty. Wake all waiters.

        Args:
            immediate: Also discard the items in the queue, and count them as done.
        """
        self._is_shutdown, self._room = True, 0
        if immediate:
            self._unfinished = max(0, self._unfinished - len(self._items))
            self._items.clear()
        if not self._unfinished:
            self._wake_all(self._joiners)
        self._wake_all(self._getters)
        self._wake_all(self._putters)

    # ---------------------------------------------------------------- the state

    @property
    def maxsize(self) -> int:
        """The most items that the queue may hold; 0 or less for no bound."""
        return self._maxsize

    def qsize(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def empty(self) -> bool:
        """Return True if the queue is empty."""
        return not self._items

    def full(self) -> bool:
        """Return True if the bound is reached; always False without a bound."""
        return 0 < self._maxsize <= len(self._items)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} maxsize={self._maxsize} waiting={list(self._items)!r}"
            f" unfinished={self._unfinished}{' shut down' if self._is_shutdown else ''}>"
        )
