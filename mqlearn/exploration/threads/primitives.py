"""Models of ``threading.Lock`` and the other primitives, for threads under test.

They behave like the real ones, but a waiting thread stands at a gate of the
scheduler, which therefore knows what each thread holds and waits for. A timeout
expires only when nothing else can happen.

But: there are no spurious wake-ups here, though a real condition may have one.
"""

from __future__ import annotations

import _thread
import sys
from collections.abc import Callable
from typing import Any

from mqlearn.exploration.threads.managed import Managed, me, running


class Lock:
    """Models ``threading.Lock``."""

    kind = "lock"
    reentrant = False

    def __init__(self, for_all_runs: bool = False) -> None:
        self.number = running().scheduler.number_a_lock(for_all_runs)
        self.owner: Managed | None = None
        self.count = 0
        # A lock may outlive its run, as a log handler's does. Then it is not controlled.
        self._outside = _thread.RLock()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Acquire the lock, waiting if needed. Return False if that failed."""
        thread = me()
        if thread is None:
            return self._outside.acquire(blocking, timeout)
        scheduler = thread.scheduler
        if scheduler.looking:
            return True
        if not blocking and timeout != -1:
            raise ValueError("can't specify a timeout for a non-blocking call")
        if self.owner is not None and self.owner.scheduler is not scheduler:
            self.owner, self.count = None, 0  # a lock of a module, left locked by a run that failed
        if self.reentrant and self.owner is thread:
            self.count += 1
            return True
        scheduler.look(thread)
        tries = not blocking or timeout == 0
        if tries:
            scheduler.tries(self.number)
            scheduler.point(thread)
        else:
            deadline = None if timeout < 0 else scheduler.now + timeout
            scheduler.point(
                thread, lambda: self.owner is None or thread.expired, deadline, lambda: self.why(thread)
            )
        if self.owner is not None:
            if tries:
                scheduler.lock_was_taken(thread, sys._getframe(1))
            return False
        self.owner, self.count = thread, 1
        thread.locks.append(self)
        return True

    def why(self, thread: Managed) -> str:
        """Say what a thread waits for that waits for this lock."""
        if self.owner is None:
            return ""
        holder = "it holds itself" if self.owner is thread else f"{self.owner.name} holds"
        return f"waits for a {self.kind} that {holder}"

    def release(self) -> None:
        """Release the lock."""
        thread = me()
        if thread is None:
            self._outside.release()
            return
        if thread.scheduler.killing or thread.scheduler.looking:
            return
        if self.owner is None or (self.reentrant and self.owner is not running()):
            raise RuntimeError(
                "cannot release un-acquired lock" if self.reentrant else "release unlocked lock"
            )
        self.count -= 1
        if not self.count:
            self.owner.locks.remove(self)
            self.owner = None

    def _at_fork_reinit(self) -> None:
        """Do nothing: some modules of the standard library call it, but an exploration never forks."""

    def locked(self) -> bool:
        """Return True if a thread holds it."""
        thread = me()
        if thread is not None and not thread.scheduler.killing:
            thread.scheduler.tries(self.number)
            thread.scheduler.point(thread)
            if self.owner is not None:
                thread.scheduler.lock_was_taken(thread, sys._getframe(1))
        return self.owner is not None

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


class RLock(Lock):
    """Models ``threading.RLock``."""

    kind = "re-entrant lock"
    reentrant = True


class Condition:
    """Models ``threading.Condition``; the longest waiter is notified first."""

    def __init__(self, lock: Lock | None = None) -> None:
        self.lock = RLock() if lock is None else lock
        self.acquire, self.release = self.lock.acquire, self.lock.release
        self._waiting: list[list[bool]] = []

    def __enter__(self) -> bool:
        return self.lock.acquire()

    def __exit__(self, *_: object) -> None:
        self.lock.release()

    def wait(self, timeout: float | None = None) -> bool:
        """Release the lock, wait for a notify, acquire it again; return False if the timeout expired."""
        thread = running()
        scheduler = thread.scheduler
        if scheduler.killing:
            scheduler.kill(thread)
        self._must_own("wait on")
        notified = [False]
        count = self.lock.count
        self._waiting.append(notified)
        self.lock.owner, self.lock.count = None, 0
        thread.locks.remove(self.lock)
        scheduler.look(thread)
        scheduler.point(
            thread,
            lambda: (notified[0] or thread.expired) and self.lock.owner is None,
            None if timeout is None else scheduler.now + timeout,
            lambda: self._why(thread, notified[0]),
        )
        self.lock.owner, self.lock.count = thread, count
        thread.locks.append(self.lock)
        self._waiting = [other for other in self._waiting if other is not notified]  # all lists are equal
        return notified[0]

    def _why(self, thread: Managed, notified: bool) -> str:
        if not notified:
            return "waits in Condition.wait() for a notify()"
        why = self.lock.why(thread)
        return f"was notified, and {why}" if why else ""

    def wait_for(self, predicate: Callable[[], Any], timeout: float | None = None) -> Any:
        """Wait until the predicate is true, and return its last value."""
        scheduler = running().scheduler
        end = None if timeout is None else scheduler.now + timeout
        while not (value := predicate()):
            if end is not None and scheduler.now >= end:
                break
            self.wait(None if end is None else end - scheduler.now)
        return value

    def notify(self, n: int = 1) -> None:
        """Wake the longest waiters."""
        thread = me()
        if thread is not None and thread.scheduler.killing:
            return
        if thread is not None:
            self._must_own("notify on")
        for notified in self._waiting[:n]:
            notified[0] = True
        del self._waiting[:n]

    def notify_all(self) -> None:
        """Wake all waiters."""
        self.notify(len(self._waiting))

    def _must_own(self, verb: str) -> None:
        if self.lock.owner is not running():
            raise RuntimeError(f"cannot {verb.split()[0]} on un-acquired lock")


class Semaphore:
    """Models ``threading.Semaphore``."""

    def __init__(self, value: int = 1) -> None:
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        self._value = value

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        """Acquire one permit. Return False if there was none in time."""
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        thread = running()
        scheduler = thread.scheduler
        scheduler.look(thread)
        if blocking:
            deadline = None if timeout is None else scheduler.now + timeout
            why = "waits in Semaphore.acquire() for a release()"
            scheduler.point(thread, lambda: self._value > 0 or thread.expired, deadline, lambda: why)
        else:
            scheduler.point(thread)
        if self._value <= 0:
            return False
        self._value -= 1
        return True

    def release(self, n: int = 1) -> None:
        """Release this many permits."""
        thread = running()
        thread.scheduler.point(thread)
        self._value += n

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        if not running().scheduler.killing:
            self.release()


class BoundedSemaphore(Semaphore):
    """Models ``threading.BoundedSemaphore``."""

    def __init__(self, value: int = 1) -> None:
        super().__init__(value)
        self._most = value

    def release(self, n: int = 1) -> None:
        """Release this many permits, but no more than there were."""
        if self._value + n > self._most:
            raise ValueError("Semaphore released too many times")
        super().release(n)


class Event:
    """Models ``threading.Event``."""

    def __init__(self) -> None:
        self._is_set = False
        self._times_set = 0

    def is_set(self) -> bool:
        """Return True if it is set."""
        self._point()
        return self._is_set

    def set(self) -> None:
        """Set the event: present and future waiters continue."""
        self._point()
        self._is_set = True
        self._times_set += 1

    def clear(self) -> None:
        """Clear the event: future waiters wait."""
        self._point()
        self._is_set = False

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is set. Return False if the timeout expired.

        A thread that waited when it was set continues, even if it was cleared before the thread ran.
        """
        thread = running()
        scheduler = thread.scheduler
        scheduler.look(thread)
        deadline = None if timeout is None else scheduler.now + timeout
        before = self._times_set

        def came() -> bool:
            return self._is_set or self._times_set != before

        scheduler.point(
            thread,
            lambda: came() or thread.expired,
            deadline,
            lambda: "waits in Event.wait() for a set()",
        )
        return came()

    def started_silently(self) -> None:
        """Set it without a switch point; ``Thread.start`` has one of its own."""
        self._is_set = True

    def _point(self) -> None:
        thread = me()
        if thread is not None:
            thread.scheduler.look(thread)
            thread.scheduler.point(thread)


MODELS: dict[str, Callable[..., Any]] = {
    "Lock": Lock,
    "RLock": RLock,
    "Condition": Condition,
    "Event": Event,
    "Semaphore": Semaphore,
    "BoundedSemaphore": BoundedSemaphore,
}
"""The models, by the names in ``threading``."""
