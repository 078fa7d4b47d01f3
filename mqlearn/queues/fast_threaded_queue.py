"""The same queue as `ThreadedQueue`, several times as fast: how far it goes.

Three ideas make it fast.

- *A getter takes without a lock.* ``deque.popleft`` is one step: it takes an
  item, or finds none.
- *Nobody is woken when nobody waits.* Whoever waits brings a bell of its own, a
  lock that is already held, and stands in a line. Ringing is releasing it.
- *A putter that finds no room parks its item.* The getter that makes room moves
  the item in and rings. So the putter wakes up to find its work done, and
  nobody overtakes it.

It rests on the global lock of CPython:

- One call of ``append``, ``popleft``, ``remove``, ``len`` or ``bool`` on a deque
  is one step. (``remove`` compares locks, and objects without ``__eq__``: that
  runs no Python code.)
- All threads see these steps, and the reading and writing of attributes, in one
  common order.

But: it is not tested on free-threaded builds of Python. Use `ThreadedQueue` there.
But: an interrupt (Ctrl-C) is safe while an operation *waits*. One that comes between
two lines of an operation may leave the lock held, which the ``with`` of
`ThreadedQueue` prevents; and a put whose item was let in a moment ago raises,
although the item is in the queue.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from queue import Empty, Full
from threading import Lock
from typing import Any, Generic, TypeVar

from mqlearn.queues.threaded_queue import ShutDown, deadline_of, time_left

T = TypeVar("T")
Line = deque[Any]
"""The bells of threads that wait, the one that came first at the left. (``Lock`` is no type before 3.13.)"""


class _Parked(Generic[T]):
    """An item that waits for room, and the bell of its putter."""

    __slots__ = ("bell", "is_in", "item")

    def __init__(self, item: T) -> None:
        self.item = item
        self.is_in = False
        self.bell = _new_bell()


class FastThreadedQueue(Generic[T]):
    """A first-in, first-out queue that any number of threads may share.

    For every operation that waits: either it happened, or it raised and the
    queue is unchanged. Putters are served in the order in which they came.
    Getters are woken in the order in which they came; one that comes along
    before the woken one runs may still be served before it.

    Invariants, all of which need the steps above to be steps:

    - An item gets in only while ``mutex`` is held, and only while there is room
      and the queue is open; so there are never more than ``maxsize`` items.
    - Whoever must wait first stands in line and *then* looks again. Whoever
      changes the queue first changes it and *then* looks at the line. So one of
      the two always sees the other, and no wake-up is lost.
    - A bell is rung once, by whoever takes it out of its line.
    - While nobody holds ``mutex`` or is about to take it, items are parked only if
      the queue is full.

    Args:
        maxsize: The most items that may wait at one time; 0 or less: no bound.

    Attributes:
        maxsize: As given.
        unfinished_tasks: Items put for which ``task_done`` was not called yet.
        is_shutdown: Whether the queue was shut down.
    """

    def __init__(self, maxsize: int = 0) -> None:
        self.maxsize = maxsize
        self.mutex = Lock()  # held to put, to count and to shut down
        self._items: deque[T] = deque()
        self._parked: deque[_Parked[T]] = deque()
        self._getters: Line = deque()
        self._joiners: Line = deque()
        self.unfinished_tasks = 0
        self.is_shutdown = False

    # --------------------------------------------------------------------- put

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
        deadline = None if block and timeout is None else deadline_of(block, timeout)
        parked = None
        self.mutex.acquire()  # twice as fast as with
        try:
            if self.is_shutdown:
                raise ShutDown
            if self._parked or 0 < self.maxsize <= len(self._items):
                left = None if deadline is None else time_left(deadline)
                if left is not None and left <= 0:
                    raise Full
                parked = _Parked(item)
                self._parked.append(parked)  # first park,
                self._let_in()  # then look for room again
            else:
                self._items.append(item)
                self.unfinished_tasks += 1
        finally:
            self.mutex.release()
        if parked is not None:
            self._wait_until_in(parked, left)
        elif self._getters:
            _ring_next(self._getters)

    def _let_in(self) -> None:
        """Move parked items in, in order, while there is room. Needs the mutex."""
        while self._parked and not 0 < self.maxsize <= len(self._items):
            parked = self._parked.popleft()
            self._items.append(parked.item)
            self.unfinished_tasks += 1
            parked.is_in = True
            parked.bell.release()
            if self._getters:
                _ring_next(self._getters)

    def _wait_until_in(self, parked: _Parked[T], left: float | None) -> None:
        """Wait until a parked item is in the queue; if that does not come, take it back and raise."""
        try:
            parked.bell.acquire(timeout=-1 if left is None else left)
        finally:
            if not parked.is_in:
                with self.mutex:
                    _leave(self._parked, parked)
        if not parked.is_in:
            raise ShutDown if self.is_shutdown else Full

    # --------------------------------------------------------------------- get

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
        deadline = None if block and timeout is None else deadline_of(block, timeout)
        while True:
            closed = self.is_shutdown  # read it before you look: once it is set, nothing more gets in
            try:
                item = self._items.popleft()
                break
            except IndexError:
                if closed:
                    raise ShutDown from None
            left = None if deadline is None else time_left(deadline)
            if left is not None and left <= 0:
                raise Empty
            self._wait_in(self._getters, self._something_to_get, left)
        if self._parked:
            with self.mutex:
                self._let_in()
        return item

    def _something_to_get(self) -> bool:
        return bool(self._items) or self.is_shutdown

    def _wait_in(self, line: Line, worth_a_look: Callable[[], bool], left: float | None) -> None:
        """Stand in a line until rung, until the time is over, or until it is worth a look anyway."""
        bell = _new_bell()
        line.append(bell)  # first stand in line,
        try:  # then look again
            if worth_a_look() or not bell.acquire(timeout=-1 if left is None else left):
                _leave(line, bell)  # rung after all? No matter: the caller looks again
        except BaseException:
            if not _leave(line, bell) and worth_a_look():
                _ring_next(line)  # rung and interrupted at once: the next one shall look
            raise

    # ------------------------------------------------------- finishing the work

    def task_done(self) -> None:
        """Say that one item that you got is finished.

        Raises:
            ValueError: When called more often than there were items.
        """
        with self.mutex:
            if self.unfinished_tasks <= 0:
                raise ValueError("task_done() called too many times")
            self.unfinished_tasks -= 1
            if not self.unfinished_tasks:
                _ring_all(self._joiners)

    def join(self) -> None:
        """Wait until ``task_done`` was called for every item that was ever put."""
        while self.unfinished_tasks:
            self._wait_in(self._joiners, self._nothing_to_do, None)

    def _nothing_to_do(self) -> bool:
        return not self.unfinished_tasks

    def shutdown(self, immediate: bool = False) -> None:
        """Close the queue: no more puts; gets go on until it is empty. Wakes everybody who waits.

        Args:
            immediate: Also throw away what still waits, and count it as done.
        """
        with self.mutex:
            self.is_shutdown = True
            while self._parked:
                self._parked.popleft().bell.release()
            while immediate and self._items:
                try:
                    self._items.popleft()
                except IndexError:  # a getter was faster
                    break
                self.unfinished_tasks = max(0, self.unfinished_tasks - 1)
            if not self.unfinished_tasks:
                _ring_all(self._joiners)
        _ring_all(self._getters)

    # -------------------------------------------------- not waiting, and looking

    def put_nowait(self, item: T) -> None:
        """Add an item at the end, or raise `queue.Full` at once."""
        self.put(item, block=False)

    def get_nowait(self) -> T:
        """Return the item that has waited longest, or raise `queue.Empty` at once."""
        return self.get(block=False)

    def qsize(self) -> int:
        """How many items wait. By the time you read it, it may be different."""
        return len(self._items)

    def empty(self) -> bool:
        """Whether nothing waits. By the time you read it, it may be different."""
        return not self._items

    def full(self) -> bool:
        """Whether the bound is reached. By the time you read it, it may be different."""
        return 0 < self.maxsize <= len(self._items)


def _new_bell() -> Any:
    """A lock that is held: to acquire it is to wait, to release it is to ring."""
    bell = Lock()
    bell.acquire()
    return bell


def _ring_next(line: Line) -> None:
    """Ring the bell of whoever has stood in the line longest."""
    try:  # noqa: SIM105 - suppress() would cost more than the ringing
        line.popleft().release()
    except IndexError:
        pass  # nobody stands there any more


def _ring_all(line: Line) -> None:
    while line:
        _ring_next(line)


def _leave(line: deque[Any], place: object) -> bool:
    """Leave a line; False when somebody was faster and took you out of it."""
    try:
        line.remove(place)
    except ValueError:
        return False
    return True
