"""Virtual time for asyncio: a clock that jumps to the next thing that happens.

``run(main())`` is ``asyncio.run(main())`` with three differences. A sleep of a
day takes no time. The same program with the same seed does the same thing,
step for step. And where asyncio would wait without end, it raises `Deadlock` and
says which task waits where.

How it works: an event loop repeats two things. It runs what is ready, and it
determines how long to sleep until the next timer. This loop sets
its clock forward instead of sleeping. It has no selector, so it can run where
there is none, and inside a loop that is already running, as in a notebook.

But: no sockets, no subprocesses, no threads, no signals. They live in real
time, and are refused with a clear error.
But: of what asyncio runs between the end of ``main()`` and the end of the
program, one round may be missing: leftover tasks are cancelled at once.
But: it builds on private names of asyncio, so every Python version is tested.
"""

from __future__ import annotations

import asyncio
import gc
import linecache
import random
import re
import time
from asyncio import base_events, events, futures, tasks
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import Context, copy_context
from dataclasses import dataclass
from functools import partial
from heapq import heapify, heappop, heappush
from math import inf
from pathlib import Path
from types import AsyncGeneratorType, CodeType, CoroutineType, FrameType
from typing import Any, NoReturn, TypeVar

from mqlearn.places import file_name

Future = asyncio.Future
T = TypeVar("T")

# The callback of the timer that asyncio.sleep() sets.
_wake_sleeper: Any = getattr(futures, "_set_result_unless_cancelled")  # noqa: B009

# The folder of the standard library, or the archive that stands for it in a browser; and that of mqlearn.
_NOT_YOURS = (str(Path(asyncio.__file__).parent.parent), str(Path(__file__).resolve().parent.parent))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task that waits.

    Attributes:
        task: Its name.
        where: The line in your code where it waits, with its text; "" when none of
            its lines is yours.
        what: What waits there, such as ``Queue.get`` or ``task cook``; "" when unknown.
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
        waiting: The tasks, in the order of their names.
    """

    def __init__(self, at: float, waiting: list[Waiting]) -> None:
        self.at = at
        self.waiting = waiting
        lines = [f"at {at:g} s nothing is ready and no timer is set. No task can continue:"]
        super().__init__("\n".join([*lines, *(f"  {w}" for w in waiting)]))


class TooManySteps(RuntimeError):
    """The program was still busy after the limit of steps: a loop that never really waits."""


class BlockingCall(RuntimeError):
    """The program called ``time.sleep`` in virtual time, which would block every other task."""


def run(main: Coroutine[Any, Any, T], *, seed: int = 0, max_steps: int = 1_000_000) -> T:
    """Run a coroutine to its end in virtual time and return its result, as ``asyncio.run`` would.

    Works in a script, in a test, and in a notebook cell where a loop runs
    already. Tasks that are left over at the end are cancelled. A run inside a
    run has a clock of its own that begins at 0; the outer clock stands still
    meanwhile. Ctrl-C ends the run as it would end any program.

    Args:
        main: The coroutine, such as ``main()``.
        seed: Seeds the module ``random`` for the length of the run; the state
            before it is put back.
        max_steps: The most callbacks the loop may run.

    Raises:
        Deadlock: If every task waits and nothing can wake any of them.
        TooManySteps: If the limit is passed.
        BlockingCall: If the program calls ``time.sleep``.
        TypeError: If ``main`` is not a coroutine.
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


class _Handle(list[Any]):
    """A call to make: ``[callback, args, context]``, or nothing at all once it was cancelled."""

    # A list, because Python fills and empties one in C, and nearly every step of a program makes a handle.
    __slots__ = ()
    __hash__ = object.__hash__  # type: ignore[assignment]
    __eq__ = object.__eq__
    cancel = list.clear

    def cancelled(self) -> bool:
        """Return True if it will not be called any more."""
        return not self


class _Timer(_Handle):
    """A handle that is due at a set time."""

    __slots__ = ("_when",)
    _when: float

    def when(self) -> float:
        """Return the virtual second at which it is due."""
        return self._when


_Due = Any
"""A handle to run, or the future of a sleeper to wake. Its class tells which."""

_SLEEPER = _Timer()
"""The handle that asyncio.sleep() gets. It cancels nothing: a sleeper that was cancelled is done already."""


class VirtualLoop(base_events.BaseEventLoop):
    """The event loop behind `run`; use `run` unless you build a tool.

    Args:
        max_steps: The most callbacks it may run.

    Attributes:
        steps: The number of callbacks that were run.
    """

    def __init__(self, max_steps: int) -> None:
        super().__init__()
        self.create_future = partial(Future, loop=self)  # type: ignore[method-assign]
        self._now = 0.0
        self._tasks_made = 0
        self._line: deque[_Due] = deque()
        # A heap of (when, order of setting, what). Nothing in it is due yet; due entries are in the line.
        self._timers: list[tuple[float, int, _Due]] = []
        self._timers_set = 0
        self._sweep_at = 1_000
        self.steps = 0
        self.max_steps = max_steps

    def time(self) -> float:
        """Virtual seconds since the run began."""
        return self._now

    def call_soon(  # type: ignore[override]
        self, callback: Any, *args: Any, context: Context | None = None
    ) -> Any:
        """As in asyncio: called in the order of the calls."""
        if self._closed:  # type: ignore[attr-defined]
            self._check_closed()  # type: ignore[attr-defined]
        handle = _Handle((callback, args, copy_context() if context is None else context))
        self._line.append(handle)
        return handle

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Any, *args: Any, context: Context | None = None
    ) -> Any:
        """As in asyncio; of two that are due at the same moment, the one set first is called first."""
        # Nearly every timer is an asyncio.sleep(). Its future goes into the heap as it is.
        when = self._now + delay
        if callback is _wake_sleeper and args[1] is None and when > self._now:
            self._timers_set = order = self._timers_set + 1
            heappush(self._timers, (when, order, args[0]))
            return _SLEEPER
        return self.call_at(when, callback, *args, context=context)

    def call_at(  # type: ignore[override]
        self, when: float, callback: Any, *args: Any, context: Context | None = None
    ) -> Any:
        """As in asyncio, see `call_later`."""
        self._check_closed()  # type: ignore[attr-defined]
        timer = _Timer((callback, args, copy_context() if context is None else context))
        timer._when = when
        if when <= self._now:
            self._line.append(timer)
            return timer
        if len(self._timers) > self._sweep_at:  # a program may cancel timers much faster than they fall due
            self._timers[:] = [entry for entry in self._timers if not _is_over(entry[2])]
            heapify(self._timers)
            self._sweep_at = 2 * len(self._timers) + 1_000
        self._timers_set += 1
        heappush(self._timers, (when, self._timers_set, timer))
        return timer

    def create_task(self, coro: Any, **options: Any) -> Any:
        """As in asyncio, but unnamed tasks are numbered per run, not per process."""
        self._tasks_made += 1
        if options.get("name") is None:
            options["name"] = f"Task-{self._tasks_made}"
        return super().create_task(coro, **options)

    def _run_once(self) -> None:
        """Run callbacks until the loop is stopped: the heart of virtual time.

        asyncio's own loop calls this over and over, one round each. Staying
        inside saves that; nothing in here is looked up twice that need not be.
        """
        line, timers = self._line, self._timers
        for self.steps in range(self.steps + 1, self.max_steps + 1):  # noqa: B020  (it counts up its own start)
            due = line.popleft() if line else self._next_timer(line, timers)
            if due.__class__ is Future:
                if not due.done():
                    due.set_result(None)
            elif due:
                callback, args, context = due
                try:
                    context.run(callback, *args)
                except (SystemExit, KeyboardInterrupt):
                    raise
                except BaseException as error:
                    self.call_exception_handler(
                        {"message": f"Exception in callback {callback!r}", "exception": error}
                    )
                if self._stopping:  # type: ignore[attr-defined]
                    return
        raise TooManySteps(
            f"still busy after {self.max_steps:,} steps, at {self._now:g} s of virtual time: "
            "does a loop run without ever waiting for anything?"
        )

    def _next_timer(self, line: deque[_Due], timers: list[tuple[float, int, _Due]]) -> _Due:
        """Set the clock forward to the next timer and return it; others of that moment join the line."""
        while timers:
            when, _, due = heappop(timers)
            if when == inf:
                break
            if due.done() if due.__class__ is Future else not due:
                continue  # cancelled: it must not move the clock
            self._now = when
            while timers and timers[0][0] == when:
                line.append(heappop(timers)[2])
            return due
        raise Deadlock(self._now, waiting_tasks(self))

    def close(self) -> None:
        """As in asyncio."""
        super().close()
        self._line.clear()
        self._timers.clear()

    def _asyncgen_finalizer_hook(self, agen: Any) -> None:
        """As in asyncio, without its detour for threads: a generator that was left early is closed soon."""
        self._asyncgens.discard(agen)  # type: ignore[attr-defined]
        if not self.is_closed():
            self.call_soon(self.create_task, agen.aclose())

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """There is none."""


def _is_over(due: _Due) -> bool:
    """Return True if nothing is left to do: a handle that was cancelled, a sleeper that is awake."""
    return due.done() if isinstance(due, Future) else not due


_REFUSED = {
    "threads": "call_soon_threadsafe run_in_executor set_default_executor getaddrinfo getnameinfo",
    "subprocesses": "subprocess_exec subprocess_shell",
    "sockets": "create_connection create_server create_datagram_endpoint create_unix_connection "
    "create_unix_server connect_accepted_socket start_tls sendfile sock_accept sock_connect sock_recv "
    "sock_recv_into sock_recvfrom sock_recvfrom_into sock_sendall sock_sendto sock_sendfile",
    "files to wait for": "add_reader remove_reader add_writer remove_writer connect_read_pipe "
    "connect_write_pipe",
    "signals": "add_signal_handler remove_signal_handler",
}
"""The things that live in real time, and the calls of an event loop that need them."""


def _refuse(name: str, kind: str) -> Callable[..., NoReturn]:
    def refused(*_: Any, **__: Any) -> NoReturn:
        raise RuntimeError(
            f"loop.{name}() works in real time, and virtual time has no {kind}. "
            "Put a coroutine that waits with asyncio.sleep() in its place, "
            "or run the program with asyncio.run()."
        )

    return refused


for _kind, _names in _REFUSED.items():
    for _name in _names.split():
        setattr(VirtualLoop, _name, _refuse(_name, _kind))


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
    except KeyboardInterrupt:
        for task in left:  # it reaches the caller, and need not be reported again for each task
            if task.done() and not task.cancelled():
                task.exception()
        raise
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
    """Return every task that is not done, with the place where it waits, and for what."""
    alive = sorted(asyncio.all_tasks(loop), key=lambda t: (len(t.get_name()), t.get_name()))
    return [_waiting(task) for task in alive]


def _waiting(task: asyncio.Task[Any]) -> Waiting:
    where, names = "", list[str]()
    for frame in _frames(task.get_coro()):
        if is_yours(frame.f_code):
            where, names = place(frame.f_code, frame.f_lineno), []
        else:
            names.append(frame.f_code.co_qualname + still_owed(frame))
    future = getattr(task, "_fut_waiter", None)
    return Waiting(task.get_name(), where, _public(names) or _what_is(future))


def still_owed(frame: FrameType) -> str:
    """Return, for a frame that waits in a queue's ``join``, how many items never got ``task_done``."""
    if frame.f_code.co_name == "join":
        queue = frame.f_locals.get("self")
        for name in ("unfinished_tasks", "_unfinished_tasks", "_unfinished"):
            owed = getattr(queue, name, None)
            if isinstance(owed, int):
                return f": {owed} {'item' if owed == 1 else 'items'} never got task_done()"
    return ""


def _frames(awaited: Any) -> Iterator[FrameType]:
    """Return the frames of a task that waits, from its coroutine to the innermost one."""
    while awaited is not None:
        kind = next((kind for kind in ("cr", "gi", "ag") if hasattr(awaited, f"{kind}_frame")), None)
        if kind is None:
            # The step of an asynchronous generator, and the like, hides what it drives; the collector knows.
            inside = gc.get_referents(awaited) if type(awaited).__name__ in _WRAPPERS else []
            awaited = next((o for o in inside if isinstance(o, (CoroutineType, AsyncGeneratorType))), None)
            continue
        frame = getattr(awaited, f"{kind}_frame")
        if frame is None:
            return
        yield frame
        awaited = getattr(awaited, "gi_yieldfrom" if kind == "gi" else f"{kind}_await")


_WRAPPERS = ("async_generator_asend", "async_generator_athrow", "coroutine_wrapper")


def _public(names: list[str]) -> str:
    """Return the first name that a user knows: ``Lock.acquire``, or ``TaskGroup`` for its ``__aexit__``."""
    known = [name for name in names if not re.search(r"(^|\.)_", name)]
    return known[0] if known else next((name.split("._")[0] for name in names if name[0] != "_"), "")


def _what_is(future: object) -> str:
    """Say what a task waits for that awaits a future itself."""
    if isinstance(future, asyncio.Task):
        return f"task {future.get_name()}"
    if isinstance(future, Future):
        children = [_what_is(child) for child in getattr(future, "_children", ()) if not child.done()]
        return f"gather: {', '.join(children)}" if children else "Future"
    return ""


def is_yours(code: CodeType) -> bool:
    """Return True if this code is the user's: neither the standard library's nor mqlearn's."""
    return not code.co_filename.startswith((*_NOT_YOURS, "<frozen"))


def place(code: CodeType, line: int) -> str:
    """Return a place in a program, the same on every machine: file name, line and the line's text."""
    source = linecache.getline(code.co_filename, line).strip()
    return f"{file_name(code.co_filename)}, line {line}" + (f": {source}" if source else "")
