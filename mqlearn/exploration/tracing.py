"""How the scheduler sees instructions and lines: ``sys.monitoring`` from 3.12 on, ``sys.settrace`` on 3.11.

Monitoring is much faster, and on 3.12 and 3.13 ``settrace`` loses the
instructions of a function's first run. On 3.11 there is no monitoring.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

from mqlearn.exploration.lines import is_one_line, is_under_test
from mqlearn.exploration.managed import me, running
from mqlearn.exploration.points import points, turns

_enter: Callable[[dict[str, Any]], None] = lambda _: None  # noqa: E731


@contextmanager
def traced(enter: Callable[[dict[str, Any]], None]) -> Iterator[None]:
    """Within the block, threads under test report to their scheduler.

    Args:
        enter: Called with the globals of every function that they enter.
    """
    global _enter
    _enter = enter
    with _monitored() if sys.version_info >= (3, 12) else _nothing():
        yield


@contextmanager
def _nothing() -> Iterator[None]:
    yield


if sys.version_info >= (3, 12):
    _watched: set[CodeType] = set()
    _monitoring = sys.monitoring
    _events = sys.monitoring.events

    def trace_this_thread() -> None:
        """Nothing to do: monitoring is for the whole process."""

    @contextmanager
    def _monitored() -> Iterator[None]:
        tool = next((i for i in (4, 3) if _monitoring.get_tool(i) is None), None)
        if tool is None:
            raise RuntimeError(
                "sys.monitoring has no tool number left for the exploration: 3 and 4 are both in use. "
                "Run it without the other tools."
            )
        _monitoring.use_tool_id(tool, "mqlearn.exploration")

        def start(code: CodeType, _: int) -> object:
            if not is_under_test(code):
                return _monitoring.DISABLE
            thread = me()
            if thread is None:
                return None
            _enter(sys._getframe(1).f_globals)
            # Once for each function: set at every start, it would restart the function for ever.
            if code not in _watched:
                _watched.add(code)
                _monitoring.set_local_events(tool, code, _events.INSTRUCTION | _events.LINE)
            if is_one_line(code):
                thread.scheduler.entered(thread, code)
                return None
            return _monitoring.DISABLE

        def instruction(code: CodeType, offset: int) -> object:
            point = points(code).get(offset)
            if point is None and offset not in turns(code):
                return _monitoring.DISABLE
            thread = me()
            if thread is None:
                return None
            if point is None:
                thread.scheduler.turned(thread)
            else:
                thread.scheduler.access(thread, point, code, offset, sys._getframe(1))
            return None

        def line(code: CodeType, number: int) -> object:
            thread = me()
            if thread is not None:
                thread.scheduler.ran_a_line(thread, code, number)
            return None

        _monitoring.register_callback(tool, _events.PY_START, start)
        _monitoring.register_callback(tool, _events.INSTRUCTION, instruction)
        _monitoring.register_callback(tool, _events.LINE, line)
        _monitoring.set_events(tool, _events.PY_START)
        try:
            yield
        finally:
            _monitoring.set_events(tool, 0)
            for code in _watched:
                _monitoring.set_local_events(tool, code, 0)
            _watched.clear()
            _monitoring.free_tool_id(tool)
            _monitoring.restart_events()

else:

    @contextmanager
    def _monitored() -> Iterator[None]:
        yield

    def trace_this_thread() -> None:
        """Trace the functions that this thread will enter."""
        sys.settrace(_start)

    def _start(frame: FrameType, _event: str, _arg: Any) -> Any:
        code = frame.f_code
        if not is_under_test(code):
            return None
        frame.f_trace_opcodes = True
        _enter(frame.f_globals)
        here, loops = points(code), turns(code)
        thread = running()
        if is_one_line(code):
            thread.scheduler.entered(thread, code)

        def local(frame: FrameType, event: str, _arg: Any) -> Any:
            if event == "opcode":
                point = here.get(frame.f_lasti)
                if point is not None:
                    thread.scheduler.access(thread, point, code, frame.f_lasti, frame)
                    if code.co_freevars or code.co_cellvars:
                        # On return, 3.11 writes the frame's variables back from a copy. Others may have run
                        # since it was made, so make it again.
                        _ = frame.f_locals
                elif frame.f_lasti in loops:
                    thread.scheduler.turned(thread)
            elif event == "line":
                thread.scheduler.ran_a_line(thread, code, frame.f_lineno)
            return local

        return local
