"""Runs the checks of one exercise against one answer, in a child process with hard limits."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

from mqlearn.checks.engines import missing
from mqlearn.course.check_file import Check, checks_in
from mqlearn.course.manifest import Course, CourseError, Exercise
from mqlearn.grading.limits import CHECK_SECONDS, GRACE_SECONDS, MEMORY_BYTES
from mqlearn.grading.request import Request
from mqlearn.verdict import Outcome, Result, Verdict


class Child(Protocol):
    """A process as the runner needs it: the part of `subprocess.Popen` that it uses."""

    pid: int
    returncode: int | None
    stdout: IO[bytes] | None
    stderr: IO[bytes] | None

    def wait(self, timeout: float | None = None) -> int:
        """Wait until the process has ended and return its code."""

    def kill(self) -> None:
        """End the process at once."""


Start = Callable[[Request, str], Child]
"""Starts a child for a request, in a folder that is removed afterwards."""


def fresh_interpreter(request: Request, scratch: str) -> subprocess.Popen[bytes]:
    """Start the child in an interpreter of its own, which has imported nothing yet."""
    return subprocess.Popen(
        # -P: the current folder stays off the path, so that an answer cannot stand in for a module
        [sys.executable, "-P", "-m", "mqlearn.grading.child", json.dumps(request.to_json())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=scratch,
        env={
            **os.environ,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONIOENCODING": "utf-8",
            **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch),
        },
        start_new_session=True,
    )


def run(
    course: Course,
    exercise: Exercise,
    *,
    answer: Path | None = None,
    only: list[str] | None = None,
    limit: float = CHECK_SECONDS,
    start: Start = fresh_interpreter,
) -> list[Result]:
    """Run an exercise's checks in order and return a result for each.

    After the first check that fails, the rest are SKIPPED: they build on it.
    All are, where the exercise needs a server that cannot be had.

    Args:
        course: The course.
        exercise: The exercise.
        answer: The file with the answer; the learner's if left out.
        only: The names of the checks to run; all if left out.
        limit: How long one check may take, in seconds of real time. Where an exercise asks for more,
            a check gets more, as long as its event loop goes round.
        start: Starts the child in which the answer meets its checks.

    Raises:
        CourseError: If the check file is missing or broken, or the course is one for another version.
    """
    if why := course.misfit():
        raise CourseError(why)
    checks = [c for c in checks_in(course.check_path(exercise)) if only is None or c.name in only]
    if why := missing(exercise.engine):
        return [Result(exercise.name, c.name, Outcome(Verdict.SKIPPED, saw=why), c.promise) for c in checks]
    answer = (answer or course.answer_path(exercise)).resolve()
    asked = Request.of(course, exercise, checks, answer, limit)
    return in_order(course, exercise, checks, _ask_child(asked, checks, start), answer)


def in_order(
    course: Course, exercise: Exercise, checks: list[Check], came: list[Result], answer: Path
) -> list[Result]:
    """Return a result for each check: those that arrived up to the first red one, then SKIPPED."""
    results = {r.check: r for r in came}
    red: Result | None = None
    ordered = []
    for check in checks:
        result = results.get(check.name)
        if result is None:
            assert red is not None
            not_started = red.verdict is Verdict.NOT_STARTED
            why = "the exercise is not started" if not_started else f"builds on what failed: {red.promise}"
            result = Result(exercise.name, check.name, Outcome(Verdict.SKIPPED, saw=why), check.promise)
        if not result.verdict.is_green and red is None:
            red = result
        result.replay = result.replay or _replay(course, exercise, check.name, answer)
        ordered.append(result)
    return ordered


def overall(results: list[Result]) -> Result:
    """Return the one result that stands for the exercise: the first that is not green, or the last."""
    return next((r for r in results if not r.verdict.is_green), results[-1])


def _replay(course: Course, exercise: Exercise, check: str, answer: Path) -> str:
    """Return the command that runs just this check on just this answer again."""
    path = course.check_path(exercise).relative_to(course.root).as_posix()
    if answer == course.answer_path(exercise):
        return f"pytest {path}::{check}"
    folder = answer.parent.parent
    if answer == course.answer_path(exercise, folder):
        shown = folder.relative_to(course.root) if folder.is_relative_to(course.root) else folder
        return f"pytest {path}::{check} --answers {shown.as_posix()}"
    shown = answer.relative_to(course.root) if answer.is_relative_to(course.root) else answer
    return f"mqlearn check {exercise.name} --answer {shown.as_posix()}"


def _ask_child(request: Request, checks: list[Check], start: Start) -> list[Result]:
    """Start the child, collect what it says, and see that nothing of it is left."""
    with tempfile.TemporaryDirectory(prefix="mqlearn-") as scratch:
        child = start(request, scratch)
        try:
            return _listen(child, request, checks)
        finally:
            _end(child)


def _listen(child: Child, request: Request, checks: list[Check]) -> list[Result]:
    assert child.stdout is not None
    assert child.stderr is not None
    said: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    noise = bytearray()
    threading.Thread(target=_read_lines, args=(child.stdout, said), daemon=True).start()
    threading.Thread(target=_drain, args=(child.stderr, noise), daemon=True).start()
    results: list[Result] = []
    last_words: list[str] = []
    while True:
        try:
            line = said.get(timeout=request.latest + GRACE_SECONDS)
        except queue.Empty:
            return [*results, silent(request, checks[len(results)])]
        if line is None:
            if last_words and last_words[0].startswith("Timeout"):
                return [*results, silent(request, checks[len(results)], last_words)]
            if results and not results[-1].verdict.is_green:
                return results
            return [*results, _ended(child, request, checks, results, noise)]
        try:
            record = json.loads(line)
        except ValueError:
            last_words.append(line.decode(errors="replace"))  # the stack that faulthandler wrote
            continue
        if record == {"over": request.token}:
            if len(results) < len(checks) and all(r.verdict.is_green for r in results):
                return [*results, _ended(child, request, checks, results, noise)]
            return results
        results.append(Result.from_json(record))


def _read_lines(pipe: IO[bytes], said: queue.SimpleQueue[bytes | None]) -> None:
    with suppress(ValueError, OSError):
        for line in pipe:
            said.put(line)
    said.put(None)


def _drain(pipe: IO[bytes], keep: bytearray) -> None:
    """Read a pipe to its end, so that it never fills, and keep the first few kilobytes."""
    with suppress(ValueError, OSError):
        while block := pipe.read1(65_536):  # type: ignore[attr-defined]
            keep += block[: max(0, 8_192 - len(keep))]


def _end(child: Child) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)  # the child leads a session of its own
        else:
            child.kill()
    child.wait()
    for pipe in (child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()


def silent(request: Request, check: Check, stack: Sequence[str] = ()) -> Result:
    """Return the verdict on an interpreter that did not notice that its time was up.

    Args:
        request: What it was asked.
        check: The check that it was at.
        stack: Where it was, as faulthandler writes it, if that is known.
    """
    name = Path(request.answer).name
    lines = [re.search(r"line (\d+) in (.+)", line) for line in stack if request.answer in line]
    look = f"{name}, line {lines[0][1]}, in {lines[0][2]}" if lines and lines[0] else name
    return Result(
        request.exercise,
        check.name,
        Outcome(
            Verdict.SPINNING if stack else Verdict.STUCK,
            did="waited for the check to end",
            saw=f"no sign of life after {request.longest:g} seconds, so the process was ended",
            rule="One single call lets nothing else run: a huge number, say, or a pattern that backtracks.",
            look=look,
        ),
        check.promise,
    )


def _how(code: int | None) -> str:
    """Say how a process ended."""
    if code is not None and code < 0:
        with suppress(ValueError):
            return (
                f"died of {signal.Signals(-code).name}, the sign of a crash in C or of too deep a recursion,"
            )
    return f"ended with code {code}"


def _ended(
    child: Child,
    request: Request,
    checks: list[Check],
    results: list[Result],
    noise: bytearray,
) -> Result:
    with suppress(subprocess.TimeoutExpired):
        child.wait(timeout=GRACE_SECONDS)
    check = checks[min(len(results), len(checks) - 1)]
    return ended(request, check, f"process {_how(child.returncode)}", noise.decode(errors="replace"))


def ended(request: Request, check: Check, what: str, printed: str = "") -> Result:
    """Return the verdict on an interpreter that ended before its check did.

    Args:
        request: What it was asked.
        check: The check that it was at.
        what: What ended, and how.
        printed: What it had printed.
    """
    if "MemoryError" in printed:  # nothing was left to report it with: these are Python's own last words
        verdict, printed = Verdict.UNBOUNDED, ""
        saw = f"it used up {MEMORY_BYTES >> 30} GB of memory, and the process ended"
        rule = "An answer may not keep more and more objects. Does a loop put or append without end?"
    else:
        verdict, saw = Verdict.BROKEN, f"the {what} in the middle of the check"
        rule = "An answer must not end the process: the check still has to look."
    did, look = "ran your code in a process of its own", Path(request.answer).name
    outcome = Outcome(verdict, did=did, saw=saw, rule=rule, look=look)
    return Result(request.exercise, check.name, outcome, check.promise, printed=printed)
