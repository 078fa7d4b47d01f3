"""The child process in which an answer meets its check. Started by `runner`, never by hand.

The answer may do anything: loop for ever, end the process, close files. So it
runs here, and what comes out of each check goes to the parent at once, as one
line of JSON on a channel of its own. A check of which the parent hears nothing
has not passed.
"""

from __future__ import annotations

import faulthandler
import gc
import importlib.util
import io
import json
import os
import re
import sys
import threading
import time
import traceback
import warnings
from asyncio import AbstractEventLoop
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import FrozenInstanceError
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType, TracebackType
from typing import Any

from mqlearn.grading.fence import Fence
from mqlearn.grading.seal import Seal
from mqlearn.grading.verdict import Failed, Result, Verdict, brief, doing, now_doing
from mqlearn.simulation.clock import (
    BlockingCall,
    Deadlock,
    TooManySteps,
    no_sleep_in_virtual_time,
    waiting_tasks,
)

MEMORY = 2 << 30
"""How much memory an answer may use, in bytes, where the system can limit it."""
MOST_PRINTED = 4_000
"""How many characters of an answer's printing are kept."""

SIGNATURE = re.compile(
    r"positional argument|required keyword|unexpected keyword|takes no arguments"
    r"|'await' expression|can't be awaited|asynchronous context manager|'async for'"
)


def main() -> None:
    """Read the request, load the answer, run the checks, send a line for each."""
    request = json.loads(sys.argv.pop())
    channel, send = _private_channel()
    _limit_memory()
    sys.set_coroutine_origin_tracking_depth(1)
    session = Session(request, channel, send)
    with no_sleep_in_virtual_time():  # before the answer can say: from time import sleep
        session.prepare()
        if session.load():
            session.run()
    send({"over": request["token"]})
    # Leave at once: threads that the answer left behind must not keep the process alive.
    os._exit(0)


def _private_channel() -> tuple[int, Callable[[dict[str, Any]], None]]:
    """A way to the parent that printing, or closing stdout, cannot touch."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    lock = threading.Lock()

    def send(record: dict[str, Any]) -> None:
        with lock:
            channel.write(json.dumps(record) + "\n")
            channel.flush()

    return channel.fileno(), send


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


class Answer(ModuleType):
    """The answer as a module, as a check sees it.

    A name that is missing earns a verdict, not an AttributeError, and so does
    a class or function that is mqlearn's own: the answer has to be one's own work.
    """

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if isinstance(value, type | FunctionType) and not name.startswith("__"):
            kinds = value.__mro__ if isinstance(value, type) else (value,)
            ready = next((k for k in kinds if k.__module__.split(".")[0] == "mqlearn"), None)
            if ready is not None:
                raise Failed(
                    Verdict.WRONG,
                    did=f"looked at `{name}` in the answer",
                    saw=f"it is, or builds on, mqlearn's own `{ready.__qualname__}`",
                    rule="This exercise is to write it yourself. Afterwards, compare yours with mqlearn's.",
                    look=Path(self.__file__ or "").name,
                )
        return value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        mine = [n for n in vars(self) if not n.startswith("_")]
        near = get_close_matches(name, mine, n=1)
        raise Failed(
            Verdict.BROKEN,
            did=f"looked for `{name}` in the answer",
            saw=f"there is no `{name}`" + (f"; there is `{near[0]}`" if near else ""),
            rule="Checks find your work by its name: keep the names of the starter.",
            look=Path(self.__file__ or "").name,
        )


def load(name: str, file: str) -> Answer:
    """Run an answer's file as a module of that name."""
    module = Answer(name)
    module.__file__ = file
    sys.modules[name] = module
    exec(compile(Path(file).read_bytes(), file, "exec"), vars(module))  # the learner's program
    return module


class Printed(io.StringIO):
    """Takes what an answer prints, up to a limit; the rest is dropped."""

    def write(self, text: str) -> int:
        """As for any text file."""
        room = MOST_PRINTED - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)

    def close(self) -> None:
        """Stay open: whatever the answer closes, the report is still to be written."""


class Session:
    """One answer, its check file, and the verdicts so far."""

    def __init__(self, request: dict[str, Any], channel: int, send: Callable[[dict[str, Any]], None]) -> None:
        self.exercise: str = request["exercise"]
        self.answer_file: str = request["answer"]
        self.check_file: str = request["check_file"]
        self.checks: list[str] = request["checks"]
        self.limit: float = request["limit"]
        self.channel = channel
        self.send = send
        self.answer: ModuleType | None = None

    def prepare(self) -> None:
        """Import the check, and only then let the answer come in: it finds a fence and a seal."""
        spec = importlib.util.spec_from_file_location("check_of_" + self.exercise, self.check_file)
        assert spec is not None
        assert spec.loader is not None
        self.check = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.check)
        self.seal = Seal(self.check)
        self.fence = Fence(Path.cwd())

    # ----------------------------------------------------------------- the run

    def load(self) -> bool:
        """Import the answer; False, with a verdict sent, when that fails."""
        result = Result(self.exercise, self.checks[0], Verdict.PASSED, "your file can be imported")

        def body() -> None:
            self.answer = load(self.exercise, self.answer_file)

        if not self.watch(result, body).verdict.is_green:
            self.send(result.to_json())
            return False
        return True

    def run(self) -> None:
        """Run the checks in order, up to the first that fails."""
        for name in self.checks:
            check = getattr(self.check, name)
            promise = (check.__doc__ or name.removeprefix("test_").replace("_", " ")).strip().splitlines()[0]
            result = self.watch(
                Result(self.exercise, name, Verdict.PASSED, promise), partial(check, self.answer)
            )
            self.send(result.to_json())
            if not result.verdict.is_green:
                return

    def watch(self, result: Result, body: Callable[[], object]) -> Result:
        """Run the body within the limits and fill in what came out of it."""
        doing("")
        printed = Printed()
        threads = set(threading.enumerate())
        alarm = threading.Timer(self.limit, self.too_late, (result, threading.get_ident()))
        alarm.daemon = True
        with warnings.catch_warnings(), redirect_stdout(printed), redirect_stderr(printed):
            forgotten = _forgotten_coroutines()
            alarm.start()
            # If a call in C does not even let the alarm run: the stack, in plain text, on the channel.
            faulthandler.dump_traceback_later(self.limit + 1, exit=True, file=self.channel)
            try:
                body()
            except Failed as failed:
                _fill(result, failed)
            except BaseException as error:  # also SystemExit and KeyboardInterrupt: nothing may get out
                _fill(result, self.explain(error))
                error.__traceback__ = None
            else:
                if left := _still_running(threads | {alarm}):
                    _fill(result, _leaked(left))
            finally:
                alarm.cancel()
                faulthandler.cancel_dump_traceback_later()
            gc.collect()
        if forgotten and result.verdict is not Verdict.NOT_STARTED:
            _fill(result, self.never_awaited(forgotten[0]))
        if self.fence.refused:
            _fill(result, self.went_too_far(f"tried to {self.fence.refused[0]}"))
        elif changed := self.seal.broken():
            _fill(result, self.went_too_far(f"replaced {changed}"))
        result.printed = printed.getvalue()
        return result

    # ------------------------------------------------------------- explanations

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

    def too_late(self, result: Result, main: int) -> None:
        """The time is up: say where the answer is, and end the process, whatever happens on the way."""
        try:
            failed = self.where_it_hangs(main)
        except BaseException as error:  # it looks at objects of the answer's making, while they run
            saw = (
                f"after {self.limit:g} seconds it was not done; looking closer raised {type(error).__name__}"
            )
            look = Path(self.answer_file).name
            failed = Failed(
                Verdict.STUCK, did=now_doing(), saw=saw, rule="A check must come to an end.", look=look
            )
        _fill(result, failed)
        try:
            self.send(result.to_json())
        finally:
            os._exit(3)

    def where_it_hangs(self, main: int) -> Failed:
        """What the threads of the answer are doing right now."""
        before = time.process_time()
        time.sleep(0.2)
        busy = time.process_time() - before > 0.01  # who waits uses no time of the processor
        frames = sys._current_frames()
        stack = _stack(frames.get(main))
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
        others = [
            f"another thread is at {place}"
            for ident, top in frames.items()
            if ident not in (main, threading.get_ident())
            for place in [self.place(f, n) for f, n in _stack(top) if self.is_mine(f.f_code)][:1]
        ]
        loop = next((f.f_locals.get("self") for f, _ in stack if f.f_code.co_name == "run_forever"), None)
        tasks = [str(w) for w in waiting_tasks(loop)] if isinstance(loop, AbstractEventLoop) else []
        return Failed(
            verdict,
            did=now_doing() or "waited for the check to end",
            saw=[
                f"after {self.limit:g} seconds it was still {'running' if busy else 'waiting'}"
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


def _fill(result: Result, failed: Failed) -> None:
    result.verdict = failed.verdict
    for part in ("did", "saw", "expected", "rule", "look", "trace"):
        setattr(result, part, getattr(failed, part))


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
        return Verdict.UNBOUNDED, f"An answer may use {MEMORY >> 30} GB of memory."
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
    if isinstance(error, NameError | AttributeError) and yours:
        return Verdict.BROKEN, "A name is used that does not exist. Look for a typing mistake."
    if isinstance(error, AssertionError) and not yours:
        return Verdict.WRONG, ""  # a plain assert in a check: its message says it
    return (
        Verdict.WRONG,
        "Nothing in this exercise should raise that. Read the line: what is different there?",
    )


def _still_owed(stack: list[tuple[FrameType, int]]) -> str:
    """For a thread that waits in a queue's join: how many items never got task_done()."""
    for frame in (f for f, _ in stack if f.f_code.co_name == "join"):
        queue = frame.f_locals.get("self")
        owed = getattr(queue, "unfinished_tasks", getattr(queue, "_unfinished", None))
        if isinstance(owed, int):
            return f", in {frame.f_code.co_qualname}(): {owed} items never got task_done()"
    return ""


def _stack(frame: FrameType | None) -> list[tuple[FrameType, int]]:
    """A stack, innermost first. A frame that is just being entered has no line yet."""
    return [(f, n or f.f_code.co_firstlineno) for f, n in traceback.walk_stack(frame)]


def _last(tb: TracebackType | None) -> FrameType | None:
    frames = [frame for frame, _ in traceback.walk_tb(tb)]
    return frames[-1] if frames else None


def _forgotten_coroutines() -> list[str]:
    """The list into which every warning of a coroutine never awaited will go."""
    found: list[str] = []

    def note(message: Warning | str, *_: Any, **__: Any) -> None:
        if "was never awaited" in str(message):
            found.append(str(message))

    warnings.simplefilter("always", RuntimeWarning)
    warnings.showwarning = note
    return found


def _still_running(before: set[threading.Thread]) -> list[threading.Thread]:
    """Threads that were not there before, after a short time to end."""
    end = time.monotonic() + 0.5
    left = [t for t in threading.enumerate() if t not in before]
    while left and time.monotonic() < end:
        time.sleep(0.005)
        left = [t for t in left if t.is_alive()]
    return left


def _leaked(left: list[threading.Thread]) -> Failed:
    return Failed(
        Verdict.LEAKED,
        did="looked for threads after your code had returned",
        saw=[f"still running: {brief(t.name)}" for t in left],
        rule="Whoever starts a thread sees to it that it ends.",
    )


if __name__ == "__main__":
    main()
