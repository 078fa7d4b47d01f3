"""Limit the time of a check without a thread: the answer's own code checks the clock as it runs.

``sys.monitoring`` calls back whenever a function of the answer is entered, and
whenever it jumps, as every loop does. When the time is up, the verdict is sent
at once and `TimeIsUp` is raised, repeatedly if the answer catches it.

But: a single call that never returns is never interrupted.
But: before Python 3.12 there is no ``sys.monitoring``, so there is no limit.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from types import CodeType, FrameType
from typing import Any

from mqlearn.grading.session import Session
from mqlearn.verdict import Result

STRIDE = 32
"""Check the clock once in this many steps, because it is slow and some checks measure cost."""


class TimeIsUp(SystemExit):
    """Raised in an answer that runs past its time. A SystemExit, because no event loop swallows that."""


class Deadline:
    """Limits the time of one check after the other.

    Args:
        begins: Called as each check begins, with the result that it will fill in.
    """

    def __init__(self, begins: Callable[[Result], object]) -> None:
        self.begins = begins
        self._session: Session | None = None
        self._result: Result | None = None
        self._ends = 0.0
        self._told = False

    @contextmanager
    def __call__(self, session: Session, result: Result) -> Iterator[None]:
        """Limit the time for the length of the block."""
        self._session, self._result = session, result
        self.begins(result)
        self._ends = perf_counter() + session.request.seconds
        try:
            with _each_step_of(session.request.answer, self._look):
                yield
        finally:
            self._session = None

    def _look(self) -> None:
        if perf_counter() > self._ends:
            frame: FrameType | None = sys._getframe()
            while frame and frame.f_code.co_filename == __file__:
                frame = frame.f_back
            self._up(frame, busy=True)

    def _up(self, frame: FrameType | None, *, busy: bool) -> None:
        session, result = self._session, self._result
        if session is None or result is None:
            return
        if not self._told:
            self._told = True
            seconds = session.request.seconds
            session.too_late(result, seconds, lambda: session.diagnosis.still_there(frame, busy, seconds))
        raise TimeIsUp

    @contextmanager
    def over_sleep(self) -> Iterator[None]:
        """Within the block, end a sleep at once if it would last longer than the time that is left."""
        real = time.sleep

        def sleep(seconds: Any) -> None:
            if self._session is not None and perf_counter() + seconds > self._ends:
                self._up(sys._getframe(1), busy=False)
            real(seconds)

        time.sleep = sleep
        try:
            yield
        finally:
            time.sleep = real


if sys.version_info >= (3, 12):

    @contextmanager
    def _each_step_of(file: str, look: Callable[[], None]) -> Iterator[None]:
        """Within the block, call `look` once in `STRIDE` steps of this file that may belong to a loop."""
        monitoring, events = sys.monitoring, sys.monitoring.events
        tool = monitoring.PROFILER_ID
        monitoring.use_tool_id(tool, "mqlearn.grading.deadline")
        known: dict[int, CodeType] = {}  # by id, because hashing a code object is too slow for every step
        left = STRIDE

        def step(*_: object) -> None:
            nonlocal left
            left -= 1
            if not left:
                left = STRIDE
                look()

        def enter(code: CodeType, _: int) -> object:
            if known.get(id(code)) is not code:
                if code.co_filename != file:
                    return monitoring.DISABLE
                known[id(code)] = code
                monitoring.set_local_events(tool, code, events.JUMP)
            step()
            return None

        monitoring.register_callback(tool, events.PY_START, enter)
        monitoring.register_callback(tool, events.JUMP, step)
        monitoring.set_events(tool, events.PY_START)
        monitoring.restart_events()
        try:
            yield
        finally:
            monitoring.set_events(tool, 0)
            monitoring.free_tool_id(tool)

else:

    @contextmanager
    def _each_step_of(_file: str, _look: Callable[[], None]) -> Iterator[None]:
        """Do nothing, because this Python has no ``sys.monitoring``."""
        yield
