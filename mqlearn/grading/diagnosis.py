"""Turn an exception, a warning or a hanging process into a verdict, and find the line where to look.

The code under test may do anything. Reports name the learner's own lines, and never
lines of the course or of the standard library.
"""

from __future__ import annotations

import re
import sys
import threading
import time
import traceback
from asyncio import AbstractEventLoop
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import FrozenInstanceError
from pathlib import Path
from types import CodeType, FrameType, TracebackType

from mqlearn.grading.limits import MEMORY_BYTES
from mqlearn.simulation.clock import BlockingCall, Deadlock, TooManySteps, still_owed, waiting_tasks
from mqlearn.verdict import Failed, Verdict, now_doing

SIGNATURE = re.compile(
    r"positional argument|required keyword|unexpected keyword|takes no arguments"
    r"|'await' expression|can't be awaited|asynchronous context manager|'async for'"
)


class Diagnosis:
    """Explains what went wrong with one answer.

    Args:
        exercise: The exercise's name.
        answer_file: The learner's file.
        check_file: The check's file.
    """

    def __init__(self, exercise: str, answer_file: str, check_file: str) -> None:
        self.exercise = exercise
        self.answer_file = answer_file
        self.check_file = check_file

    def explain(self, error: BaseException) -> Failed:
        """Return the verdict for an exception that the check did not expect."""
        if isinstance(error, SyntaxError) and error.filename == self.answer_file:
            return Failed(
                Verdict.BROKEN,
                did="imported your file",
                saw=f"{type(error).__name__}: {error.msg}",
                rule="Python reads the whole file before it runs a line of it.",
                look=f"{Path(self.answer_file).name}, line {error.lineno}: {(error.text or '').strip()}",
            )
        mine = [(f, n) for f, n in traceback.walk_tb(error.__traceback__) if self.is_mine(f.f_code)]
        last = _last(error.__traceback__)
        look = self.place(mine[-1][0], mine[-1][1]) if mine else Path(self.answer_file).name
        did = self.calling_line(error.__traceback__)
        saw = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        if isinstance(error, NotImplementedError) and last is not None and self.is_mine(last.f_code):
            return Failed(
                Verdict.NOT_STARTED,
                did="",
                saw="",
                rule="Replace the line with your own, save, and check again.",
                look=look,
            )
        if isinstance(error, FileNotFoundError) and error.filename == self.answer_file:
            return Failed(
                Verdict.BROKEN,
                did="opened your file",
                saw="there is no such file",
                rule=f"Put the starter back: mqlearn reset {self.exercise}",
                look=self.answer_file,
            )
        verdict, rule = _ordinary(error, yours=bool(mine) or self.made(error))
        if isinstance(error, Deadlock | TooManySteps):
            saw = str(error)
            name = Path(self.answer_file).name
            waiting = error.waiting if isinstance(error, Deadlock) else []
            look = next((w.where for w in waiting if w.where.startswith(name)), look)
        return Failed(verdict, did=did, saw=saw, rule=rule, look=look)

    def went_too_far(self, what: str) -> Failed:
        """Return the verdict for an answer that did what no answer may do."""
        return Failed(
            Verdict.BROKEN,
            did="ran your code in a process of its own",
            saw=f"it {what}",
            rule="An answer works with what the check hands it and leaves everything else alone.",
            look=Path(self.answer_file).name,
        )

    def never_awaited(self, warning: str) -> Failed:
        """Return the verdict for a coroutine that was never awaited."""
        what = re.search(r"coroutine '([^']+)'", warning)
        places = re.findall(r'File "([^"]+)", line (\d+)', warning)
        mine = [int(line) for file, line in places if file == self.answer_file]
        name = Path(self.answer_file).name
        return Failed(
            Verdict.BROKEN,
            did="ran your code to its end",
            saw=f"the coroutine {what[1] if what else '?'}() was made and never awaited, so it never ran",
            rule="Calling an async function only makes a coroutine. It runs once it is awaited, or a task.",
            look=f"{name}, line {mine[-1]}" if mine else name,
        )

    def loop_turns(self, main: int) -> bool:
        """Return True if the event loop of this thread keeps turning. If not, no waiting task can run."""
        for _ in range(20):  # between two runs there is no loop for a moment
            names = {f.f_code.co_name: f for f, _ in _stack(sys._current_frames().get(main))}
            if frame := names.get("run_forever"):
                turned = threading.Event()
                with suppress(RuntimeError):  # it was closed meanwhile
                    frame.f_locals["self"].call_soon_threadsafe(turned.set)
                    return turned.wait(3)
            time.sleep(0.05)
        return False

    def step_of_the_loop(self, main: int) -> FrameType | None:
        """Return the step that this thread's event loop is at; None if the answer's code is not part of it.

        Each step has a frame of its own. While it is the same one, no other task can run.
        """
        called: list[FrameType] = []
        for frame, _ in _stack(sys._current_frames().get(main)):
            if frame.f_code.co_name == "_run_once":
                return called[-1] if any(self.is_mine(f.f_code) for f in called) else None
            called.append(frame)
        return None

    def is_computing(self) -> bool:
        """Return True if the answer uses the processor, rather than waits. Call it from another thread."""
        before = time.process_time()
        time.sleep(0.2)
        return time.process_time() - before > 0.01

    def where_it_hangs(self, main: int, limit: float) -> Failed:
        """Return the verdict for what the threads of the answer do right now. Call it from another thread."""
        busy = self.is_computing()
        frames = sys._current_frames()
        others = [
            f"another thread is at {place}"
            for ident, top in frames.items()
            if ident not in (main, threading.get_ident())
            for place in [self.place(f, n) for f, n in _stack(top) if self.is_mine(f.f_code)][:1]
        ]
        return self.still_there(frames.get(main), busy, limit, others)

    def still_there(
        self, frame: FrameType | None, busy: bool, limit: float, others: Iterable[str] = ()
    ) -> Failed:
        """Return the verdict for a check that is still at this frame when its time is up.

        Args:
            frame: The innermost frame.
            busy: True if it runs there, rather than waits.
            limit: How long it was allowed to take, in seconds.
            others: What other threads are doing, in words.
        """
        stack = _stack(frame)
        mine = [(f, n) for f, n in stack if self.is_mine(f.f_code)]
        names = [f.f_code.co_name for f, _ in stack]
        called_by_loop = stack[: names.index("_run_once")] if "_run_once" in names else []
        if any(self.is_mine(f.f_code) for f, _ in called_by_loop):
            verdict, rule = Verdict.LOOP_BLOCKED, "Between two awaits no other task can run. Await something."
        elif busy:
            verdict, rule = (
                Verdict.SPINNING,
                "A loop needs a way to end, or something to wait for.",
            )
        else:
            verdict, rule = (
                Verdict.STUCK,
                "A call that waits needs a task or thread to wake it, or a timeout.",
            )
        inner = stack[0][0].f_code.co_qualname if stack and not self.is_mine(stack[0][0].f_code) else ""
        loop = next((f.f_locals.get("self") for f, _ in stack if f.f_code.co_name == "run_forever"), None)
        tasks = [str(w) for w in waiting_tasks(loop)] if isinstance(loop, AbstractEventLoop) else []
        return Failed(
            verdict,
            did=now_doing() or "waited for the check to end",
            saw=[
                f"after {limit:g} seconds it was still {'running' if busy else 'waiting'}"
                + (f" in {inner}" if inner else "")
                + _still_owed(stack),
                *others,
                *tasks,
            ],
            rule=rule,
            look=self.place(*mine[0]) if mine else Path(self.answer_file).name,
        )

    def made(self, error: BaseException) -> bool:
        """Return True if the object that lacks a name comes from the answer."""
        thing = getattr(error, "obj", None)
        kind = thing if isinstance(thing, type) else type(thing)
        return kind.__module__ == self.exercise

    def is_mine(self, code: CodeType) -> bool:
        """Return True if this is the answer's own code."""
        return code.co_filename == self.answer_file

    def place(self, frame: FrameType, line: int) -> str:
        """Return a line of the answer with its file, number and function."""
        with suppress(OSError, IndexError):
            text = Path(self.answer_file).read_text(encoding="utf-8").splitlines()[line - 1].strip()
            where = frame.f_code.co_qualname
            inside = f", in {where}" if where != "<module>" else ""
            return f"{Path(self.answer_file).name}, line {line}{inside}: {text}"
        return f"{Path(self.answer_file).name}, line {line}"

    def calling_line(self, tb: TracebackType | None) -> str:
        """Return what the check did when it happened: in its own words, or else its line."""
        if now_doing():
            return now_doing()
        for frame, line in traceback.walk_tb(tb):
            if frame.f_code.co_filename == self.check_file:
                text = Path(self.check_file).read_text(encoding="utf-8").splitlines()[line - 1].strip()
                return f"{text}   ({Path(self.check_file).name}, line {line})"
        return "imported your file"


def _ordinary(error: BaseException, yours: bool) -> tuple[Verdict, str]:
    """Return the verdict and the rule for an exception. `yours`: it came from the answer's own code."""
    text = str(error)
    if isinstance(error, Deadlock):
        return Verdict.STUCK, "A call that waits needs another task to wake it."
    if isinstance(error, TooManySteps):
        return Verdict.SPINNING, "A loop must wait for something, or end."
    if isinstance(error, BlockingCall):
        return Verdict.LOOP_BLOCKED, "While it sleeps, no other task can run: await asyncio.sleep() instead."
    if isinstance(error, EOFError) and yours:
        return Verdict.BROKEN, "A check has no keyboard: remove the input()."
    if isinstance(error, SystemExit):
        return Verdict.BROKEN, "An answer must not end the process: the check still has to look."
    if isinstance(error, ModuleNotFoundError):
        return Verdict.BROKEN, "This exercise needs the standard library and mqlearn only. Is the name right?"
    if isinstance(error, ImportError):
        return (
            Verdict.BROKEN,
            "The module has no such name. Check the spelling, or whether another module has it.",
        )
    if isinstance(error, MemoryError):
        return Verdict.UNBOUNDED, f"An answer may use {MEMORY_BYTES >> 30} GB of memory."
    if isinstance(error, RecursionError):
        return Verdict.BROKEN, "A function that calls itself needs a case in which it stops."
    if isinstance(error, FrozenInstanceError) and yours:
        return (
            Verdict.BROKEN,
            "A frozen dataclass cannot assign to itself either; object.__setattr__(self, 'name', value) can.",
        )
    if isinstance(error, TypeError) and SIGNATURE.search(text):
        return Verdict.BROKEN, "Keep the starter's parameters and its async; await only what can be awaited."
    if isinstance(error, NameError) and error.name in ("Empty", "Full"):
        return Verdict.BROKEN, "Import it: from queue import Empty, Full"
    if isinstance(error, AttributeError) and yours and type(error.obj).__module__ == "builtins":
        return Verdict.BROKEN, _of_another_kind(error.obj)
    if isinstance(error, NameError | AttributeError) and yours:
        return Verdict.BROKEN, "This name does not exist. Look for a typing mistake."
    if isinstance(error, AssertionError) and not yours:
        return Verdict.WRONG, ""  # a plain assert in a check: its message says it
    return (
        Verdict.WRONG,
        "The check did not expect this error. Start at the line below.",
    )


def _of_another_kind(value: object) -> str:
    """Return the rule for a missing name on a value of a built-in type."""
    kind = type(value).__name__
    if value is None:
        return "The value there is None. Find the line that should have set it."
    if kind in ("coroutine", "async_generator"):
        return "The value there is a coroutine that was not awaited. Is an await missing?"
    if kind in ("type", "module", "function", "method"):
        return "This name does not exist. Look for a typing mistake."
    return f"The value there is a {kind}, which has no such name. Is it the value that you expected?"


def _still_owed(stack: list[tuple[FrameType, int]]) -> str:
    """Say how many items never got task_done(), for a thread that waits in a queue's join."""
    return next((f", in {f.f_code.co_qualname}(){owed}" for f, _ in stack if (owed := still_owed(f))), "")


def _stack(frame: FrameType | None) -> list[tuple[FrameType, int]]:
    """Return a stack, innermost frame first. A frame that is just being entered has no line yet."""
    return [(f, n or f.f_code.co_firstlineno) for f, n in traceback.walk_stack(frame)]


def _last(tb: TracebackType | None) -> FrameType | None:
    frames = [frame for frame, _ in traceback.walk_tb(tb)]
    return frames[-1] if frames else None
