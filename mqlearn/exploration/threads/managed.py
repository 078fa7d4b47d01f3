"""A thread under test: its gate, what it waits for, and what it was last seen doing."""

from __future__ import annotations

import _thread
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any, Protocol

from mqlearn.exploration.lines import EXPLORATION, Standing, is_shown, line_of
from mqlearn.exploration.threads.knowledge import Numbered
from mqlearn.exploration.threads.points import Point

BUSY = 40
"""After so many steps in a row, a thread that might be waiting for the others lets them run."""


class Kill(BaseException):
    """Unwinds a thread whose run is over."""


class Run(Protocol):
    """One run of all threads, as far as a thread and its modelled primitives see it: the scheduler."""

    threads: list[Managed]
    started: int
    steps: int
    live: bool
    killing: bool
    looking: bool
    now: float

    def point(
        self,
        thread: Managed,
        can_go_on: Callable[[], bool] | None = None,
        deadline: float | None = None,
        why: Callable[[], str] | None = None,
    ) -> None:
        """Let another thread run here; return when it is this one's turn and it can continue."""

    def kill(self, thread: Managed) -> None:
        """Unwind a thread."""

    def hand_over(self, current: Managed) -> None:
        """Let the next thread run."""

    def look(self, thread: Managed) -> None:
        """Check what must always hold."""

    def access(self, thread: Managed, point: Point, code: CodeType, offset: int, frame: FrameType) -> None:
        """Note that a thread is about to use shared state."""

    def entered(self, thread: Managed, code: CodeType) -> None:
        """Note that a thread enters a function of a single line."""

    def ran_a_line(self, thread: Managed, code: CodeType, number: int) -> None:
        """Note that a thread is about to run a line."""

    def turned(self, thread: Managed) -> None:
        """Note that a thread goes round a loop."""

    def tries(self, lock: int) -> None:
        """Note that a thread asks for a lock without waiting for it."""

    def lock_was_taken(self, thread: Managed, frame: FrameType) -> None:
        """Note that the lock was not free."""

    def number_a_lock(self, for_all_runs: bool) -> int:
        """Return the number of a new lock."""

    def fail(self, kind: str, thread: Managed | None = None, error: BaseException | None = None) -> None:
        """Note why the run failed."""


@dataclass(eq=False)
class Managed:
    """A thread under test."""

    scheduler: Run
    name: str
    function: Callable[[], object]
    daemon: bool = False
    thread: Any = None
    gate: Any = field(default_factory=_thread.allocate_lock)
    can_go_on: Callable[[], bool] | None = None
    deadline: float | None = None
    expired: bool = False
    why: Callable[[], str] | None = None
    frame: FrameType | None = None
    done: bool = False
    ident: int = 0
    kills: int = 0
    streak: int = 0
    turns: int = 0
    locks: list[Numbered] = field(default_factory=list)
    looked: dict[tuple[CodeType, int], tuple[int, list[int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.gate.acquire()

    def spins(self, code: CodeType, offset: int, frame: FrameType) -> bool:
        """Return True if the thread reads the same state repeatedly, and no local variable changes."""
        if self.streak <= BUSY // 8:
            return False
        values = _local_values(frame)
        times, before = self.looked.get((code, offset), (0, values))
        times = times + 1 if values == before else 1
        self.looked[code, offset] = (times, values)
        return times > BUSY // 5

    @property
    def what(self) -> str:
        """The thing that it waits for; "" if it can continue."""
        return self.why() if self.why and self.can_go_on and not self.can_go_on() else ""

    def standing(self, culprit: bool) -> Standing:
        """Return where the thread is now; the culprit is the running one."""
        if self.done:
            return Standing(self.name, "finished")
        frame = self.frame
        if self.ident and (culprit or frame is None):
            frame = frame or sys._current_frames().get(self.ident)
        called = ""
        while frame is not None and not (is_shown(frame.f_code) and frame.f_code.co_name != "<lambda>"):
            if not frame.f_code.co_filename.startswith(EXPLORATION) and not is_shown(frame.f_code):
                called = frame.f_code.co_qualname
            frame = frame.f_back
        where = str(line_of(frame.f_code, frame.f_lineno)) if frame else ""
        what = (self.what or "can go on") + (f", in {called}" if called else "")
        return Standing(self.name, what, where)


managed: dict[int, Managed] = {}
"""The threads under test, by the identifier of the thread that runs them."""


def me() -> Managed | None:
    """Return the current thread under test; None in any other thread."""
    return managed.get(_thread.get_ident())


def running() -> Managed:
    """Return the current thread under test, which must exist."""
    return managed[_thread.get_ident()]


def _local_values(frame: FrameType | None) -> list[int]:
    """Return the identities of all local variables, here and in the callers."""
    values: list[int] = []
    while frame is not None and not frame.f_code.co_filename.startswith(EXPLORATION):
        values += map(id, frame.f_locals.values())
        frame = frame.f_back
    return values
