"""What a thread under test gets instead of ``threading.Lock`` and its like.

They do what the real ones do, but whoever must wait stands at a gate of the
scheduler. Which thread holds what, and who waits for which event, is thus
plain to see. A timeout runs out only when nothing else can happen.

But: no condition here wakes up for no reason, though a real one may.
"""

from __future__ import annotations

import _thread
import sys
from collections.abc import Callable
from typing import Any

from mqlearn.exploration.threads.managed import Managed, me, running


class Lock:
    """As ``threading.Lock``."""

    kind = "lock"
    reentrant = False

    def __init__(self, for_all_runs: bool = False) -> None:
        self.number = running().scheduler.number_a_lock(for_all_runs)
        self.owner: Managed | None = None
        self.count = 0
        # A lock may outlive its run, as that of a log handler does. Nobody controls it then.
        self._outside = _thread.RLock()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take the lock, waiting for it if need be; False when it could not be had."""
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
        """What a thread waits for that waits for this lock."""
        if self.owner is None:
            return ""
        holder = "it holds itself" if self.owner is thread else f"{self.owner.name} holds"
        return f"waits for a {self.kind} that {holder}"

    def release(self) -> None:
        """Give the lock back."""
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
        """Some modules of the standard library want it; nobody forks during an exploration."""

    def locked(self) -> bool:
        """Whether anybody holds it."""
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
    """As ``threading.RLock``."""

    kind = "re-entrant lock"
    reentrant = True


class Condition:
    """As ``threading.Condition``: who waited longest is notified first."""

    def __init__(self, lock: Lock | None = None) -> None:
        self.lock = RLock() if lock is None else lock
        self.acquire, self.release = self.lock.acquire, self.lock.release
        self._waiting: list[list[bool]] = []

    def __enter__(self) -> bool:
        return self.lock.acquire()

    def __exit__(self, *_: object) -> None:
        self.lock.release()

    def wait(self, timeout: float | None = None) -> bool:
        """Give the lock back, wait for a notify, take the lock again; False when the time ran out."""
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
        """Wait until the predicate is true; its last value."""
        scheduler = running().scheduler
        end = None if timeout is None else scheduler.now + timeout
        while not (value := predicate()):
            if end is not None and scheduler.now >= end:
                break
            self.wait(None if end is None else end - scheduler.now)
        return value

    def notify(self, n: int = 1) -> None:
        """Wake those who have waited longest."""
        thread = me()
        if thread is not None and thread.scheduler.killing:
            return
        if thread is not None:
            self._must_own("notify on")
        for notified in self._waiting[:n]:
            notified[0] = True
        del self._waiting[:n]

    def notify_all(self) -> None:
        """Wake everybody who waits."""
        self.notify(len(self._waiting))

    def _must_own(self, verb: str) -> None:
        if self.lock.owner is not running():
            raise RuntimeError(f"cannot {verb.split()[0]} on un-acquired lock")


class Semaphore:
    """As ``threading.Semaphore``."""

    def __init__(self, value: int = 1) -> None:
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        self._value = value

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        """Take one; False when there was none in time."""
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
        """Give back as many."""
        thread = running()
        thread.scheduler.point(thread)
        self._value += n

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        if not running().scheduler.killing:
            self.release()


class BoundedSemaphore(Semaphore):
    """As ``threading.BoundedSemaphore``."""

    def __init__(self, value: int = 1) -> None:
        super().__init__(value)
        self._most = value

    def release(self, n: int = 1) -> None:
        """Give back as many, but no more than there were."""
        if self._value + n > self._most:
            raise ValueError("Semaphore released too many times")
        super().release(n)


class Event:
    """As ``threading.Event``."""

    def __init__(self) -> None:
        self._is_set = False
        self._times_set = 0

    def is_set(self) -> bool:
        """Whether it is set."""
        self._point()
        return self._is_set

    def set(self) -> None:
        """Let everybody go on who waits, or will wait."""
        self._point()
        self._is_set = True
        self._times_set += 1

    def clear(self) -> None:
        """Make those wait who come from now on."""
        self._point()
        self._is_set = False

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is set; False when the time ran out.

        Who waited when it was set goes on, also when it was cleared before they could run.
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
