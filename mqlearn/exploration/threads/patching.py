"""Replace ``threading`` and ``time`` by models for threads under test, while an exploration runs.

All other threads keep the real ones. ``from threading import Lock``
and a lock made at the top of a module, or in the body of one of its classes,
are replaced when a function of that module is entered, and put back at the end.
"""

from __future__ import annotations

import _thread
import queue
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from mqlearn.exploration.threads.managed import Managed, me, running
from mqlearn.exploration.threads.primitives import MODELS, Event, Lock, RLock
from mqlearn.exploration.threads.tracing import traced
from mqlearn.exploration.threads.workers import spawn

_REAL = {name: getattr(threading, name) for name in MODELS}
_REAL_LOCK, _REAL_RLOCK = type(_thread.allocate_lock()), type(threading.RLock())
_CLOCKS = ("monotonic", "time", "perf_counter")


@contextmanager
def patched() -> Iterator[None]:
    """Put the models in place for the length of the block."""
    entered: set[int] = set()
    replaced: list[tuple[dict[str, Any], str, Any]] = []
    in_classes: list[tuple[type, str, Any]] = []

    def enter(names: dict[str, Any]) -> None:
        if id(names) in entered:
            return
        entered.add(id(names))
        for name, value in list(names.items()):
            other = stand_in(value)
            if other is not None:
                replaced.append((names, name, value))
                names[name] = other
            elif isinstance(value, type) and value.__module__ == names.get("__name__"):
                for attribute, part in list(vars(value).items()):
                    if isinstance(part, _REAL_LOCK | _REAL_RLOCK):
                        in_classes.append((value, attribute, part))
                        setattr(value, attribute, stand_in(part))

    before = [(where, name, getattr(where, name)) for where, name, _ in _functions()]
    try:
        for where, name, function in _functions():
            setattr(where, name, function)
        enter(vars(queue))  # queue.Queue imports the clock under its own name
        with traced(enter):
            yield
    finally:
        for where, name, value in before:
            setattr(where, name, value)
        for names, name, value in reversed(replaced):
            names[name] = value
        for owner, name, value in in_classes:
            setattr(owner, name, value)


def stand_in(value: Any) -> Any:
    """Return the stand-in for a value during the exploration; None if the value may stay."""
    for name, real in _REAL.items():
        if value is real:
            return getattr(threading, name)
    if isinstance(value, _REAL_LOCK):
        return Lock(for_all_runs=True)
    if isinstance(value, _REAL_RLOCK):
        return RLock(for_all_runs=True)
    for name in ("sleep", *_CLOCKS):
        if value is _REAL_TIME[name]:
            return getattr(time, name)
    return None


_REAL_TIME: dict[str, Callable[..., Any]] = {name: getattr(time, name) for name in ("sleep", *_CLOCKS)}
_start, _join, _is_alive = threading.Thread.start, threading.Thread.join, threading.Thread.is_alive
_current = threading.current_thread


def _functions() -> list[tuple[Any, str, Callable[..., Any]]]:
    """Yield what is replaced: the namespace, the name, and the stand-in."""
    return [
        *((threading, name, _either(name)) for name in MODELS),
        *((time, name, _clock(name)) for name in _CLOCKS),
        (time, "sleep", _sleep),
        (threading, "current_thread", _current_managed),
        (threading.Thread, "start", _start_managed),
        (threading.Thread, "join", _join_managed),
        (threading.Thread, "is_alive", _alive_managed),
    ]


def _either(name: str) -> Callable[..., Any]:
    model, real = MODELS[name], _REAL[name]
    return lambda *args, **options: (model if me() else real)(*args, **options)


def _clock(name: str) -> Callable[[], float]:
    real = _REAL_TIME[name]

    def now() -> float:
        thread = me()
        return thread.scheduler.now if thread else float(real())

    return now


def _sleep(seconds: float) -> None:
    thread = me()
    if thread is None:
        _REAL_TIME["sleep"](seconds)
        return
    thread.scheduler.look(thread)
    thread.scheduler.point(thread, lambda: thread.expired, thread.scheduler.now + seconds, lambda: "sleeps")


def _start_managed(self: threading.Thread) -> None:
    thread = me()
    if thread is None:
        _start(self)
        return
    mine: Any = self
    scheduler = thread.scheduler
    if not scheduler.live:
        raise RuntimeError(
            "setup() and then() start no threads: start them in one of the functions that are explored."
        )
    if getattr(mine._target, "__module__", "") == "concurrent.futures.thread":
        raise RuntimeError("a ThreadPoolExecutor is not under control here: start threading.Thread instead.")
    scheduler.started += 1
    # The standard library numbers threads for the whole process; a report must be the same in every run.
    name = f"Thread-{scheduler.started}" if re.match(r"Thread-\d+", self.name) else self.name
    mine._managed = spawn(scheduler, name, self.run, daemon=self.daemon)
    mine._managed.thread = self
    if isinstance(mine._started, Event):
        mine._started.started_silently()
    scheduler.point(thread)


def _join_managed(self: threading.Thread, timeout: float | None = None) -> None:
    thread = me()
    if thread is None:
        _join(self, timeout)
        return
    other = _managed_of(self)
    deadline = None if timeout is None else thread.scheduler.now + timeout
    why = f"waits in join() for {other.name} to finish"
    thread.scheduler.point(thread, lambda: other.done or thread.expired, deadline, lambda: why)


def _alive_managed(self: threading.Thread) -> bool:
    other: Managed | None = getattr(self, "_managed", None)
    return not other.done if other else _is_alive(self)


def _managed_of(thread: threading.Thread) -> Managed:
    found: Managed | None = getattr(thread, "_managed", None)
    if found is None:
        raise RuntimeError("cannot join a thread before it is started, or one that was started outside")
    return found


def _current_managed() -> threading.Thread:
    if me() is None:
        return _current()
    thread = running()
    if thread.thread is None:
        thread.thread = threading.Thread(name=thread.name, daemon=False)
    found: threading.Thread = thread.thread
    return found
