"""A queue between the tasks of one event loop: whoever finds it empty, or full, waits.

An item stays in the queue until the task that gets it is *running*. A wake-up
is thus never more than a hint to look again: nothing is lost when the task it
went to is cancelled, as long as that task passes the hint on.

It is a drop-in for ``asyncio.Queue`` of Python 3.13, with ``shutdown``, on
3.11 and later, with one difference on purpose: when ``join`` returns, nothing
is unfinished. ``asyncio.Queue.join`` returns as soon as nothing *was*
unfinished, even if an item was put before the joining task runs again.

But: it is for one event loop in one thread. It is no place that survives the
process, and it cannot be reached from another one.
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
"""Tasks that wait, the one that came first at the left."""


class AsyncQueue(Generic[T]):
    """A first-in, first-out queue between the tasks of one event loop.

    For every operation that waits: either it happened, or it raised and the
    queue is unchanged. Who began to wait first is woken first. A task that
    comes along before the woken one runs may still be served before it; who
    was woken in vain goes to the end of the line, as in ``asyncio.Queue``.

    Invariants: there are never more than ``maxsize`` items. When nothing is
    about to run, nobody waits for an item that is there, or for room that is there.

    Args:
        maxsize: The most items that may wait at one time; 0 or less: no bound.
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
    # That there is room and that the queue is open is one question: is it shorter
    # than its room? And nobody is woken when nobody waits: put and get look first.

    async def put(self, item: T) -> None:
        """Add an item at the end; wait while the queue is full.

        Raises:
            QueueShutDown: When the queue was shut down, also while waiting.
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
            asyncio.QueueFull: When ``maxsize`` items wait already.
            QueueShutDown: When the queue was shut down.
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
            QueueShutDown: When the queue was shut down and nothing is left,
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
            asyncio.QueueEmpty: When there is none.
            QueueShutDown: When there is none and the queue was shut down.
        """
        if not self._items:
            raise QueueShutDown if self._is_shutdown else QueueEmpty
        if self._putters:
            self._wake_next(self._putters)
        return self._items.popleft()

    # ------------------------------------------------------- waiting and waking

    def _stand_in(self, line: Line) -> Future[None]:
        """Stand at the end of a line. Whoever is woken there must look again."""
        turn: Future[None] = get_running_loop().create_future()
        line.append(turn)
        return turn

    def _leave(self, line: Line, turn: Future[None], worth_a_look: bool) -> None:
        """Leave a line without having looked, because of a cancellation."""
        if turn in line:
            line.remove(turn)
        elif worth_a_look and not turn.cancelled():
            self._wake_next(line)  # woken and cancelled at once: the next one shall look

    def _wake_next(self, line: Line) -> None:
        """Wake whoever has stood in the line longest and is still waiting."""
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
            ValueError: When called more often than there were items.
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
        """Close the queue: no more puts; gets go on until it is empty. Wakes everybody who waits.

        Args:
            immediate: Also throw away what still waits, and count it as done.
        """
        self._is_shutdown, self._room = True, 0
        if immediate:
            self._unfinished = max(0, self._unfinished - len(self._items))
            self._items.clear()
        if not self._unfinished:
            self._wake_all(self._joiners)
        self._wake_all(self._getters)
        self._wake_all(self._putters)

    # ------------------------------------------------------------------ looking

    @property
    def maxsize(self) -> int:
        """The most items that may wait at one time; 0 or less: no bound."""
        return self._maxsize

    def qsize(self) -> int:
        """How many items wait."""
        return len(self._items)

    def empty(self) -> bool:
        """Whether nothing waits."""
        return not self._items

    def full(self) -> bool:
        """Whether the bound is reached; never without a bound."""
        return 0 < self._maxsize <= len(self._items)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} maxsize={self._maxsize} waiting={list(self._items)!r}"
            f" unfinished={self._unfinished}{' shut down' if self._is_shutdown else ''}>"
        )
