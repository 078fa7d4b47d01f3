"""From an exception, a warning or a process that hangs to a verdict, and the line where to look.

Everything here is about code that nobody has read yet. It names the learner's
own lines, and never those of the course or of the standard library.
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
        """What an exception that nobody asked for says about the answer."""
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
        """What an answer may not do, whatever its result."""
        return Failed(
            Verdict.BROKEN,
            did="ran your code in a process of its own",
            saw=f"it {what}",
            rule="An answer works with what the check hands it, and leaves everything else as it is.",
            look=Path(self.answer_file).name,
        )

    def never_awaited(self, warning: str) -> Failed:
        """What a forgotten ``await`` says about the answer."""
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
        """Whether the event loop of this thread goes round: else nobody who waits there is ever served."""
        for _ in range(20):  # there may be none at this moment: one run is over, and the next has not begun
            names = {f.f_code.co_name: f for f, _ in _stack(sys._current_frames().get(main))}
            if frame := names.get("run_forever"):
                turned = threading.Event()
                with suppress(RuntimeError):  # it was closed meanwhile
                    frame.f_locals["self"].call_soon_threadsafe(turned.set)
                    return turned.wait(3)
            time.sleep(0.05)
        return False

    def is_computing(self) -> bool:
        """Whether the answer is busy: who waits uses no time of the processor. Asked by another thread."""
        before = time.process_time()
        time.sleep(0.2)
        return time.process_time() - before > 0.01

    def where_it_hangs(self, main: int, limit: float) -> Failed:
        """What the threads of the answer are doing right now. Called by a thread that looks on."""
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
        """What it says that a check is still at this frame when its time is up.

        Args:
            frame: The innermost frame.
            busy: Whether it runs there, rather than waits.
            limit: How much time it had, in seconds.
            others: What other threads are doing, in words.
        """
        stack = _stack(frame)
        mine = [(f, n) for f, n in stack if self.is_mine(f.f_code)]
        names = [f.f_code.co_name for f, _ in stack]
        called_by_loop = stack[: names.index("_run_once")] if "_run_once" in names else []
        if any(self.is_mine(f.f_code) for f, _ in called_by_loop):
            verdict, rule = Verdict.LOOP_BLOCKED, "Between two awaits nobody else can run. Await something."
        elif busy:
            verdict, rule = (
                Verdict.SPINNING,
                "A loop needs a way to end, or something to wait for.",
            )
        else:
            verdict, rule = Verdict.STUCK, "Whoever waits needs somebody who will wake them, or a deadline."
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
        """Whether the thing that lacks a name is of the answer's making."""
        thing = getattr(error, "obj", None)
        kind = thing if isinstance(thing, type) else type(thing)
        return kind.__module__ == self.exercise

    def is_mine(self, code: CodeType) -> bool:
        """Whether this is the answer's own code."""
        return code.co_filename == self.answer_file

    def place(self, frame: FrameType, line: int) -> str:
        """A line of the answer, in words."""
        with suppress(OSError, IndexError):
            text = Path(self.answer_file).read_text(encoding="utf-8").splitlines()[line - 1].strip()
            where = frame.f_code.co_qualname
            inside = f", in {where}" if where != "<module>" else ""
            return f"{Path(self.answer_file).name}, line {line}{inside}: {text}"
        return f"{Path(self.answer_file).name}, line {line}"

    def calling_line(self, tb: TracebackType | None) -> str:
        """What the check did when it happened: in its own words, or else its line."""
        if now_doing():
            return now_doing()
        for frame, line in traceback.walk_tb(tb):
            if frame.f_code.co_filename == self.check_file:
                text = Path(self.check_file).read_text(encoding="utf-8").splitlines()[line - 1].strip()
                return f"{text}   ({Path(self.check_file).name}, line {line})"
        return "imported your file"


def _ordinary(error: BaseException, yours: bool) -> tuple[Verdict, str]:
    """The verdict and the rule for an exception; `yours` when it came from the answer's own code."""
    text = str(error)
    if isinstance(error, Deadlock):
        return Verdict.STUCK, "Whoever waits needs somebody who will wake them."
    if isinstance(error, TooManySteps):
        return Verdict.SPINNING, "A loop must wait for something, or end."
    if isinstance(error, BlockingCall):
        return Verdict.LOOP_BLOCKED, "While it sleeps, nobody else can run: await asyncio.sleep() instead."
    if isinstance(error, EOFError) and yours:
        return Verdict.BROKEN, "A check has no keyboard: remove the input()."
    if isinstance(error, SystemExit):
        return Verdict.BROKEN, "An answer must not end the process: the check still has to look."
    if isinstance(error, ModuleNotFoundError):
        return Verdict.BROKEN, "This exercise needs the standard library and mqlearn only. Is the name right?"
    if isinstance(error, ImportError):
        return (
            Verdict.BROKEN,
            "The module is there, and has no such name. Is it spelled right, or somewhere else?",
        )
    if isinstance(error, MemoryError):
        return Verdict.UNBOUNDED, f"An answer may use {MEMORY_BYTES >> 30} GB of memory."
    if isinstance(error, RecursionError):
        return Verdict.BROKEN, "A function that calls itself needs a case in which it stops."
    if isinstance(error, FrozenInstanceError) and yours:
        return (
            Verdict.BROKEN,
            "Frozen means frozen, also inside: object.__setattr__(self, 'name', value) goes around.",
        )
    if isinstance(error, TypeError) and SIGNATURE.search(text):
        return Verdict.BROKEN, "Keep the starter's parameters and its async; await only what can be awaited."
    if isinstance(error, NameError) and error.name in ("Empty", "Full"):
        return Verdict.BROKEN, "It has to be imported: from queue import Empty, Full"
    if isinstance(error, AttributeError) and yours and type(error.obj).__module__ == "builtins":
        return Verdict.BROKEN, _of_another_kind(error.obj)
    if isinstance(error, NameError | AttributeError) and yours:
        return Verdict.BROKEN, "A name is used that does not exist. Look for a typing mistake."
    if isinstance(error, AssertionError) and not yours:
        return Verdict.WRONG, ""  # a plain assert in a check: its message says it
    return (
        Verdict.WRONG,
        "Nothing in this exercise should raise that. Read the line: what is different there?",
    )


def _of_another_kind(value: object) -> str:
    """The rule for a name that is asked of a value of Python's own types: a module's or class's aside."""
    kind = type(value).__name__
    if value is None:
        return "The value there is None: who was to give it another one?"
    if kind in ("coroutine", "async_generator"):
        return "The value there is a coroutine that nobody awaited: is an await missing?"
    if kind in ("type", "module", "function", "method"):
        return "A name is used that does not exist. Look for a typing mistake."
    return f"The value there is a {kind}, which has no such name: is it what you expected to have?"


def _still_owed(stack: list[tuple[FrameType, int]]) -> str:
    """For a thread that waits in a queue's join: how many items never got task_done()."""
    return next((f", in {f.f_code.co_qualname}(){owed}" for f, _ in stack if (owed := still_owed(f))), "")


def _stack(frame: FrameType | None) -> list[tuple[FrameType, int]]:
    """A stack, innermost first. A frame that is just being entered has no line yet."""
    return [(f, n or f.f_code.co_firstlineno) for f, n in traceback.walk_stack(frame)]


def _last(tb: TracebackType | None) -> FrameType | None:
    frames = [frame for frame, _ in traceback.walk_tb(tb)]
    return frames[-1] if frames else None
