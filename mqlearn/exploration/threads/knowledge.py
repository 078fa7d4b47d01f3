"""What a search learns about shared state: where it needs switch points, and where a lock keeps it safe."""

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
    """What is known of one piece of state: who used it, and which locks were held every time."""

    users: set[str] = field(default_factory=set)
    locks: frozenset[int] | None = None
    written: bool = False


class Knowledge:
    """What a search has learned about shared state; it is kept from run to run."""

    def __init__(self) -> None:
        self.state: dict[str, Shared] = {}
        self.racy: set[str] = {BY_NAME}
        self.tried: set[int] = set()
        self.grew = False

    def use(self, thread: User, point: Point) -> bool:
        """Note one use; True if the state is used by several threads without a common lock."""
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
        """Note that somebody asked whether a lock is free without waiting for it.

        Who comes in between does matter then: the answer is No only while the holder is
        interrupted. So the lock keeps nothing safe from switches.
        """
        if number in self.tried:
            return
        self.tried.add(number)
        for name, shared in self.state.items():
            if shared.locks and number in shared.locks and name not in self.racy:
                shared.locks -= {number}
                self._judge(name, shared)

    def _judge(self, name: str, shared: Shared) -> bool:
        """Whether several threads use it without a common lock; if so, that is known from now on."""
        if len(shared.users) > 1 and shared.written and not shared.locks:
            self.racy.add(name)
            self.grew = True
            return True
        return False
