"""Virtual time for asyncio: a clock that jumps to the next thing that happens.

``run(main())`` is ``asyncio.run(main())`` with three differences. A sleep of a
day takes no time. The same program with the same seed does the same thing,
step for step. And where asyncio would wait for ever, it raises `Deadlock` and
says who waits where.

How it works: an event loop does only two things over and over. It runs what
is ready, and it looks how long to sleep until the next timer. This loop sets
its clock forward instead of sleeping. It has no selector, so it can run where
there is none, and inside a loop that is already running, as in a notebook.

But: no sockets, no subprocesses, no threads. They live in real time, and are
refused with a clear error.
But: it builds on private names of asyncio, so every Python version is tested.
"""

from __future__ import annotations

import asyncio
import heapq
import linecache
import random
import re
import sysconfig
import time
from asyncio import base_events, events, tasks
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")

_NOT_YOURS = (sysconfig.get_path("stdlib"), str(Path(__file__).resolve().parent.parent))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task that waits.

    Attributes:
        task: Its name.
        where: The line in your code where it waits, with its text; "" when none of
            its lines is yours.
        what: What waits there, such as ``Queue.get``; "" when unknown.
    """

    task: str
    where: str
    what: str

    def __str__(self) -> str:
        if not self.where:
            return f"{self.task} waits in {self.what or 'a place that cannot be seen'}"
        return f"{self.task} waits at {self.where}" + (f"   ← in {self.what}" if self.what else "")


class Deadlock(RuntimeError):
    """Nothing is ready and no timer is set: every task waits for another one.

    Attributes:
        at: The virtual time, in seconds.
        waiting: The tasks, the oldest first.
    """

    def __init__(self, at: float, waiting: list[Waiting]) -> None:
        self.at = at
        self.waiting = waiting
        lines = [f"at {at:g} s nothing is ready and no timer is set. Nobody can ever go on:"]
        super().__init__("\n".join([*lines, *(f"  {w}" for w in waiting)]))


class TooManySteps(RuntimeError):
    """The program was still busy after the limit of steps: a loop that never really waits."""


class BlockingCall(RuntimeError):
    """The program called ``time.sleep`` in virtual time, where it would hold up everybody else."""


def run(main: Coroutine[Any, Any, T], *, seed: int = 0, max_steps: int = 1_000_000) -> T:
    """Run a coroutine to its end in virtual time and return its result, as ``asyncio.run`` would.

    Works in a script, in a test, and in a notebook cell where a loop runs
    already. Tasks that are left over at the end are cancelled.

    Args:
        main: The coroutine, such as ``main()``.
        seed: Seeds the module ``random`` for the length of the run; the state
            before it is put back.
        max_steps: The most callbacks the loop may run.

    Raises:
        Deadlock: When every task waits and nothing can wake any of them.
        TooManySteps: When the limit is passed.
        BlockingCall: When the program calls ``time.sleep``.
        TypeError: When ``main`` is not a coroutine.
    """
    if not asyncio.iscoroutine(main):
        hint = f": write run({main.__name__}())" if callable(main) and hasattr(main, "__name__") else ""
        raise TypeError(f"run() takes a coroutine, and this is {main!r}{hint}")
    state = random.getstate()
    with _outside_any_loop(), no_sleep_in_virtual_time():
        loop = VirtualLoop(max_steps)
        random.seed(seed)
        try:
            return loop.run_until_complete(main)
        finally:
            try:
                _cancel_leftovers(loop)
            finally:
                random.setstate(state)
                loop.close()


class _Timer(events.TimerHandle):
    """A timer; of two that are due at the same moment, the one set first runs first."""

    __slots__ = ("order",)
    order: int

    def __lt__(self, other: Any) -> bool:
        mine: Any = self
        return bool((mine._when, mine.order) < (other._when, other.order))


class VirtualLoop(base_events.BaseEventLoop):
    """The event loop behind `run`; use `run` unless you build a tool.

    Args:
        max_steps: The most callbacks it may run.
    """

    def __init__(self, max_steps: int) -> None:
        super().__init__()
        self._now = 0.0
        self._clock_resolution = 1e-9
        self._tasks_made = 0
        self._timers_set = 0
        self.steps = 0
        self.max_steps = max_steps

    def time(self) -> float:
        """Virtual seconds since the run began."""
        return self._now

    def call_at(  # type: ignore[override]
        self, when: float, callback: Any, *args: Any, context: Any = None
    ) -> events.TimerHandle:
        """As in asyncio, but equal times keep the order of their setting: a heap alone would not."""
        self._check_closed()  # type: ignore[attr-defined]
        timer: Any = _Timer(when, callback, args, self, context)
        self._timers_set += 1
        timer.order = self._timers_set
        timer._scheduled = True
        heapq.heappush(self._scheduled, timer)  # type: ignore[attr-defined]
        return timer  # type: ignore[no-any-return]

    def create_task(self, coro: Any, **options: Any) -> Any:
        """As in asyncio, but unnamed tasks are numbered per run, not per process."""
        self._tasks_made += 1
        if options.get("name") is None:
            options["name"] = f"Task-{self._tasks_made}"
        return super().create_task(coro, **options)

    def _run_once(self) -> None:
        # asyncio's heap of timers and line of ready callbacks, without the selector between them.
        ready: Any = self._ready  # type: ignore[attr-defined]
        timers: Any = self._scheduled  # type: ignore[attr-defined]
        while timers and timers[0]._cancelled:
            heapq.heappop(timers)._scheduled = False
        if not ready:
            if not timers:
                raise Deadlock(self._now, waiting_tasks(self))
            self._now = max(self._now, timers[0]._when)
        while timers and timers[0]._when <= self._now:
            handle = heapq.heappop(timers)
            handle._scheduled = False
            if not handle._cancelled:
                ready.append(handle)
        self.steps += 1
        if self.steps > self.max_steps:
            raise TooManySteps(
                f"still busy after {self.max_steps:,} steps, at {self._now:g} s of virtual time: "
                "does a loop run without ever waiting for anything?"
            )
        handle = ready.popleft()
        if not handle._cancelled:
            handle._run()

    def _process_events(self, event_list: object) -> None:
        """There is no selector, so there are no events."""

    def _write_to_self(self) -> NoReturn:
        raise RuntimeError(
            "virtual time has no threads: a thread, an executor or asyncio.to_thread() works in real time. "
            "Wait with asyncio.sleep() instead, or run the program with asyncio.run()."
        )

    def run_in_executor(self, *_: Any) -> NoReturn:  # type: ignore[override]
        """Refused: threads live in real time."""
        self._write_to_self()

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """There is none."""


@contextmanager
def _outside_any_loop() -> Iterator[None]:
    """Step out of the running loop and task, if there is one, for the length of the block."""
    loop = events._get_running_loop()
    task = asyncio.current_task(loop) if loop else None
    if loop and task:
        tasks._leave_task(loop, task)
    events._set_running_loop(None)
    try:
        yield
    finally:
        events._set_running_loop(loop)
        if loop and task:
            tasks._enter_task(loop, task)


@contextmanager
def no_sleep_in_virtual_time() -> Iterator[None]:
    """Within the block, ``time.sleep`` raises where a virtual loop runs, and sleeps elsewhere."""
    real = time.sleep

    def sleep(seconds: Any) -> None:
        if isinstance(events._get_running_loop(), VirtualLoop):
            raise BlockingCall(
                f"time.sleep({seconds}) holds up the event loop, and with it every other task. "
                f"Wait with: await asyncio.sleep({seconds})"
            )
        real(seconds)

    time.sleep = sleep
    try:
        yield
    finally:
        time.sleep = real


def _cancel_leftovers(loop: VirtualLoop) -> None:
    """As at the end of ``asyncio.run``; a task that refuses to end is left alone."""
    loop.max_steps = loop.steps + 10_000
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    try:
        if left:
            loop.run_until_complete(asyncio.wait(left))
        loop.run_until_complete(loop.shutdown_asyncgens())
    except (Deadlock, TooManySteps):
        return
    for task in left:
        if not task.cancelled() and task.exception() is not None:
            loop.call_exception_handler(
                {
                    "message": "a task failed while it was cancelled",
                    "exception": task.exception(),
                    "task": task,
                }
            )


def waiting_tasks(loop: asyncio.AbstractEventLoop) -> list[Waiting]:
    """Every task that is not done: where it waits, and for what."""
    alive = sorted(asyncio.all_tasks(loop), key=lambda t: (len(t.get_name()), t.get_name()))
    return [_waiting(task) for task in alive]


def _waiting(task: asyncio.Task[Any]) -> Waiting:
    where, what = "", ""
    awaited: Any = task.get_coro()
    while awaited is not None:
        frame = getattr(awaited, "cr_frame", None) or getattr(awaited, "gi_frame", None)
        if frame is None:
            break
        if is_yours(frame.f_code):
            where, what = place(frame.f_code, frame.f_lineno), ""
        elif not what:
            what = frame.f_code.co_qualname
        awaited = getattr(awaited, "cr_await", None) or getattr(awaited, "gi_yieldfrom", None)
    return Waiting(task.get_name(), where, what)


def is_yours(code: CodeType) -> bool:
    """Whether this code is the user's: neither the standard library's nor mqlearn's."""
    return not code.co_filename.startswith((*_NOT_YOURS, "<frozen"))


def place(code: CodeType, line: int) -> str:
    """A place in a program, the same on every machine: file name, line and the line's text."""
    name = code.co_filename
    # A notebook cell's file name holds a process id; its line number is enough.
    shown = "cell" if re.search(r"ipykernel_\d+|^<ipython-input|^<cell", name) else Path(name).name
    source = linecache.getline(name, line).strip()
    return f"{shown}, line {line}" + (f": {source}" if source else "")
