"""A pool of threads, because starting one costs more than a whole short run."""

from __future__ import annotations

import _thread
import sys
from collections.abc import Callable
from typing import Any

from mqlearn.exploration.threads.managed import Kill, Managed, Run, managed
from mqlearn.exploration.threads.tracing import trace_this_thread

_idle: list[_Worker] = []


def spawn(scheduler: Run, name: str, function: Callable[[], object], *, daemon: bool = False) -> Managed:
    """Add a thread to a run. It waits at its gate until the scheduler opens it."""
    thread = Managed(scheduler, name, function, daemon)
    scheduler.threads.append(thread)
    worker = _idle.pop() if _idle else _Worker()
    worker.thread = thread
    worker.go.release()
    return thread


class _Worker:
    thread: Managed

    def __init__(self) -> None:
        self.go: Any = _thread.allocate_lock()
        self.go.acquire()
        _thread.start_new_thread(self._work, ())

    def _work(self) -> None:
        while True:
            self.go.acquire()
            thread = self.thread
            thread.gate.acquire()
            thread.ident = _thread.get_ident()
            managed[thread.ident] = thread
            scheduler = thread.scheduler
            try:
                if scheduler.killing:
                    raise Kill
                trace_this_thread()
                thread.function()
                scheduler.look(thread)
            except Kill:
                pass
            except BaseException as error:
                scheduler.fail("error", thread, error)
            finally:
                sys.settrace(None)
            if managed.pop(thread.ident, None) is None:
                return  # it was left behind as stuck, and came back after all
            thread.done = True
            scheduler.steps += 1
            _idle.append(self)
            scheduler.hand_over(thread)
