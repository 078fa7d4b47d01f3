"""The knowledge of a search about shared state: where to switch, and where a lock protects it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mqlearn.exploration.threads.points import BY_NAME, Point


class Numbered(Protocol):
    """A lock, as far as a search needs to know it."""

    number: int


class User(Protocol):
    """A thread, as far as a search needs to know it."""

    @property
    def name(self) -> str:
        """The thread's name."""

    @property
    def locks(self) -> Sequence[Numbered]:
        """The locks that it holds."""


@dataclass
class Shared:
    """One piece of state: the threads that used it, and the locks that they held every time."""

    users: set[str] = field(default_factory=set)
    locks: frozenset[int] | None = None
    written: bool = False


class Knowledge:
    """The knowledge of a search about shared state, kept from run to run."""

    def __init__(self) -> None:
        self.state: dict[str, Shared] = {}
        self.racy: set[str] = {BY_NAME}
        self.tried: set[int] = set()
        self.grew = False

    def use(self, thread: User, point: Point) -> bool:
        """Record one use. Return True if several threads use the state without a common lock."""
        name = point.name
        if name in self.racy:
            return True
        shared = self.state.get(name)
        if shared is None:
            shared = self.state[name] = Shared()
        shared.users.add(thread.name)
        held = frozenset(lock.number for lock in thread.locks) - self.tried
        shared.locks = held if shared.locks is None else shared.locks & held
        shared.written |= point.writes
        return self._judge(name, shared)

    def tried_lock(self, number: int) -> None:
        """Record that a thread tried a lock without waiting for it.

        Such a try fails only while the holder is interrupted, so switches inside the locked
        section matter, and the lock protects nothing from them.
        """
        if number in self.tried:
            return
        self.tried.add(number)
        for name, shared in self.state.items():
            if shared.locks and number in shared.locks and name not in self.racy:
                shared.locks -= {number}
                self._judge(name, shared)

    def _judge(self, name: str, shared: Shared) -> bool:
        """Return True, and remember it, if several threads use the state without a common lock."""
        if len(shared.users) > 1 and shared.written and not shared.locks:
            self.racy.add(name)
            self.grew = True
            return True
        return False
