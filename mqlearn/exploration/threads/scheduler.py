"""Run one thread at a time: the scheduler decides at every switch point which thread continues.

Each thread under test is a real thread behind a gate. Only one gate is open.
At a switch point the running thread asks the scheduler for the next thread, opens
its gate and waits at its own. No thread waits inside the operating system, so a
deadlock is a fact and not a timeout.

State that is always used under one common lock needs no switch point, because a
switch there changes nothing (Eraser's rule, Savage et al. 1997). The search
learns which state that is.
"""

from __future__ import annotations

import _thread
import sys
from collections.abc import Callable
from itertools import count
from types import CodeType, FrameType
from typing import Any, NoReturn

from mqlearn.exploration.lines import GOES_ON, INTERRUPTED, Ending, Step, is_one_line, is_python_method
from mqlearn.exploration.search import Choices
from mqlearn.exploration.threads.knowledge import Knowledge
from mqlearn.exploration.threads.managed import BUSY, Kill, Managed, managed
from mqlearn.exploration.threads.points import Point

MOST_SWITCHES = 20_000
"""A schedule with more steps counts as endless."""
MOST_TURNS = 200_000
"""So does a thread that goes round its loops this often without a switch point."""
STUCK_AFTER = 2.0
"""A thread without progress for this many seconds counts as stuck in a call that really blocks."""

_numbers = count(1)


class Scheduler:
    """One run: its threads, its clock, and how it ended.

    Args:
        choices: Chooses the next thread.
        knowledge: What is known about shared state; None makes every use of state a switch point.
        record: True to record every line.
        always: Called after every step at which no thread holds a lock.
    """

    def __init__(
        self,
        choices: Choices,
        knowledge: Knowledge | None,
        record: bool = False,
        always: Callable[[], object] | None = None,
    ) -> None:
        self.choices, self.knowledge, self.record, self.always = choices, knowledge, record, always
        self.threads: list[Managed] = []
        self.started = 0
        self.failed: Ending | None = None
        self.killing = False
        self.now = 0.0
        self.steps = 0
        self.locks = 0
        self.live = False  # the threads run: False during setup and during the check at the end
        self.looking = False  # `always` runs
        self.happenings: list[Step] = []
        self.back: Any = _thread.allocate_lock()
        self.back.acquire()

    # ---------------------------------------------------------- the next thread

    def choose(self, current: Managed | None) -> Managed | None:
        """Return the next thread; None if the run is over."""
        alive = [thread for thread in self.threads if not thread.done]
        if not alive:
            return None
        if not self.killing and all(thread.daemon for thread in alive):
            self.killing = True
        if self.killing:
            return alive[0]
        ready = self._ready(alive)
        if not ready:
            self.fail("deadlock")
            return alive[0]
        if len(ready) == 1:
            return ready[0]
        if current not in ready:
            return ready[self.choices.pick((0,) * len(ready), self.steps)]
        first = ready.index(current)
        ready = ready[first:] + ready[:first]
        if ready[0].streak > BUSY:
            return ready[1]
        return ready[self.choices.pick((0,) + (1,) * (len(ready) - 1), self.steps)]

    def _ready(self, alive: list[Managed]) -> list[Managed]:
        while True:
            ready = [thread for thread in alive if thread.can_go_on is None or thread.can_go_on()]
            sleepers = [thread for thread in alive if thread.deadline is not None]
            if ready or not sleepers:
                return ready
            next_up = min(sleepers, key=lambda thread: thread.deadline or 0.0)
            self.now, next_up.deadline, next_up.expired = max(self.now, next_up.deadline or 0.0), None, True

    def hand_over(self, current: Managed) -> None:
        """Let the next thread run. Return when it is this one's turn again."""
        following = self.choose(None if current.done else current)
        if following is current:
            current.streak += 1
            return
        current.streak = 0
        current.looked.clear()
        written_down = self.record and self.live and following is not None and not current.done
        what = current.what or INTERRUPTED
        if written_down and not self.killing:
            self.happenings.append(Step(current.name, None, 0, what))
        (self.back if following is None else following.gate).release()
        if not current.done:
            current.gate.acquire()
            if written_down and not self.killing and what == INTERRUPTED:
                self.happenings.append(Step(current.name, None, 0, GOES_ON))

    # ----------------------------------------------------------- switch points

    def access(self, thread: Managed, point: Point, code: CodeType, offset: int, frame: FrameType) -> None:
        """Take a switch point before a thread uses shared state, if it needs one."""
        if self.killing:
            self.kill(thread)
        if self.looking or not self.live:
            return
        if point.receiver and is_python_method(frame, point.receiver, point.method):
            return
        thread.turns = 0
        self.look(thread)
        if point.writes:
            thread.looked.clear()
        elif thread.spins(code, offset, frame) and sum(not other.done for other in self.threads) > 1:
            self.give_up("spinning", thread)
        known_safe = self.knowledge is not None and not self.knowledge.use(thread, point)
        if known_safe and thread.streak <= BUSY:
            self.steps += 1
            thread.streak += 1
            if self.steps > MOST_SWITCHES:
                self.give_up("endless", thread)
            return
        self.point(thread)

    def point(
        self,
        thread: Managed,
        can_go_on: Callable[[], bool] | None = None,
        deadline: float | None = None,
        why: Callable[[], str] | None = None,
    ) -> None:
        """Take a switch point: return when it is this thread's turn and it can continue."""
        if self.killing:
            self.kill(thread)
        if self.looking:
            return
        self.steps += 1
        thread.turns = 0
        if self.steps > MOST_SWITCHES:
            self.give_up("endless", thread)
        thread.can_go_on, thread.deadline, thread.why, thread.expired = can_go_on, deadline, why, False
        if why is not None:
            thread.looked.clear()
        thread.frame = sys._getframe(1)
        self.hand_over(thread)
        if self.killing:
            self.kill(thread)
        thread.can_go_on = thread.deadline = thread.frame = thread.why = None

    def tries(self, lock: int) -> None:
        """Record that a thread tries a lock without waiting for it."""
        if self.knowledge is not None and self.live and not self.looking:
            self.knowledge.tried_lock(lock)

    def lock_was_taken(self, thread: Managed, frame: FrameType) -> None:
        """Fail a thread that spins on a lock that is not free."""
        others = sum(not other.done for other in self.threads) > 1
        if others and thread.spins(frame.f_code, frame.f_lasti, frame):
            self.give_up("spinning", thread)

    def look(self, thread: Managed) -> None:
        """Call `always`, unless a thread holds a lock: locked state may be half changed."""
        if self.always is None or self.killing or any(other.locks for other in self.threads):
            return
        self.looking = True
        try:
            self.always()
        except Exception as error:
            self.fail("always", thread, error)
            raise Kill from None
        finally:
            self.looking = False

    def ran_a_line(self, thread: Managed, code: CodeType, number: int) -> None:
        """Record that a thread is about to run a line."""
        if self.killing:
            self.kill(thread)
        if not is_one_line(code):
            self._note(thread, code, number)

    def turned(self, thread: Managed) -> None:
        """Count a turn of a loop, and fail a thread whose loop is endless."""
        if self.killing:
            self.kill(thread)
        thread.turns += 1
        if thread.turns > MOST_TURNS:
            self.give_up("endless", thread)

    def entered(self, thread: Managed, code: CodeType) -> None:
        """Record that a thread enters a one-line function, whose line 3.13 does not report."""
        self._note(thread, code, code.co_firstlineno)

    def _note(self, thread: Managed, code: CodeType, number: int) -> None:
        if self.record and self.live and not self.looking:
            self.happenings.append(Step(thread.name, code, number))

    def number_a_lock(self, for_all_runs: bool) -> int:
        """Return a number for a new lock: the same in every run if setup makes it, otherwise a unique one."""
        if self.live or for_all_runs:
            return -next(_numbers)
        self.locks += 1
        return self.locks

    # ------------------------------------------------------------- how it ends

    def fail(self, kind: str, thread: Managed | None = None, error: BaseException | None = None) -> None:
        """Record why the run failed, if it is the first reason, and unwind all threads."""
        if self.failed is None and not self.killing:
            name = thread.name if thread else ""
            standings = tuple(t.standing(culprit=t is thread) for t in self.threads)
            self.failed = Ending(kind, name, error, standings)
        self.killing = True

    def give_up(self, kind: str, thread: Managed) -> NoReturn:
        """Fail the run from inside the thread."""
        self.fail(kind, thread)
        raise Kill

    def kill(self, thread: Managed) -> None:
        """Unwind a thread. A thread that swallows even this stays parked."""
        thread.kills += 1
        if thread.kills > 50:
            thread.done = True
            following = self.choose(None)
            (self.back if following is None else following.gate).release()
            while True:
                thread.gate.acquire()
        raise Kill

    # ------------------------------------------------------------ the outer end

    def wait(self) -> None:
        """Wait, from outside, until the run is over. Leave behind a thread without progress."""
        before, idle = self._progress(), 0.0
        while not self.back.acquire(timeout=STUCK_AFTER / 8):
            now = self._progress()
            idle = idle + STUCK_AFTER / 8 if now == before else 0.0
            before = now
            culprit = self._culprit()
            if culprit is None or idle < (STUCK_AFTER / 4 if self.killing else STUCK_AFTER):
                continue
            idle = 0.0
            if self.killing:
                culprit.done = True
                managed.pop(culprit.ident, None)
                following = self.choose(None)
                if following is None:
                    return
                following.gate.release()
                continue
            culprit.why, culprit.can_go_on = lambda: "runs, or waits for something outside", lambda: False
            self.fail("stuck", culprit)

    def _progress(self) -> tuple[int, int]:
        return self.steps, sum(thread.turns for thread in self.threads)

    def _culprit(self) -> Managed | None:
        """Return the running thread: the one that is not at its gate."""
        frames = sys._current_frames()
        for thread in self.threads:
            inside = frames.get(thread.ident)
            if thread.done or managed.get(thread.ident) is not thread or inside is None:
                continue
            if inside.f_code is not Scheduler.hand_over.__code__:
                return thread
        return None
