"""Run checks in this interpreter: for a page, which has neither processes nor threads.

A page starts a new interpreter for each check and ends it afterwards, as `runner`
does with processes. The page gets records: one as each check begins, and one at
the end with the whole verdict:

    {"check": "test_...", "number": 1, "of": 5, "seconds": 10.0}
    {"verdict": "LOST", "check": "test_...", "report": "LOST: ...", "picture": "<svg ...", ...}

But: a single call that never returns cannot be interrupted from here. So the page
limits the time as well, ends the interpreter, and asks another one to write the
verdict, see `cut_off`.
"""

from __future__ import annotations

import linecache
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from mqlearn.course.check_file import checks_in
from mqlearn.course.manifest import Course, CourseError, Exercise
from mqlearn.course.starters import PACKED
from mqlearn.grading.deadline import Deadline
from mqlearn.grading.drawing import drawn
from mqlearn.grading.limits import CHECK_SECONDS
from mqlearn.grading.request import Request
from mqlearn.grading.runner import ended, in_order, overall, silent
from mqlearn.grading.session import Session
from mqlearn.simulation.clock import _outside_any_loop, no_sleep_in_virtual_time
from mqlearn.verdict import Outcome, Result, Verdict

Record = dict[str, Any]
MOST_PICTURE = 60_000
"""A picture with more characters than this is too crowded to read, and is left out."""


def check(name: str, source: str, tell: Callable[[Record], object], *, limit: float = CHECK_SECONDS) -> None:
    """Check an answer, as `runner.run` does, and send the outcome as records.

    Args:
        name: The exercise's name.
        source: The answer.
        tell: Called with each record.
        limit: How long one check may take, in seconds of real time.
    """
    course, exercise = _course_with(name, source)
    answer = course.answer_path(exercise)
    checks = checks_in(course.check_path(exercise))
    results: list[Result] = []

    def finish() -> None:
        tell(_verdict(overall(in_order(course, exercise, checks, results, answer)), len(checks)))

    def send(record: Record) -> None:
        if not results or results[-1].verdict.is_green:  # after a check that fails there is nothing to add
            results.append(Result.from_json(record))
            if not results[-1].verdict.is_green or len(results) == len(checks):
                finish()

    request = Request.of(course, exercise, checks, answer, limit)
    numbers = {c.name: number for number, c in enumerate(checks, 1)}
    deadline = Deadline(
        lambda result: tell(
            {
                "check": result.check,
                "number": numbers[result.check],
                "of": len(checks),
                "seconds": request.seconds,
            }
        )
    )
    session = Session(request, send, deadline)
    with deadline.over_sleep(), _as_in_a_process():
        session.prepare()
        try:
            if session.load():
                session.run()
        finally:
            session.fence.take_down()


def cut_off(
    name: str, number: int, how: str, tell: Callable[[Record], object], *, limit: float = CHECK_SECONDS
) -> None:
    """Send the verdict on an answer whose interpreter was ended, or ended itself.

    Args:
        name: The exercise's name.
        number: The number of the check that was running.
        how: ``silent`` if its time was up, ``ended`` if it ended itself.
        tell: Called with the record.
        limit: How long one check could take, in seconds of real time.
    """
    course, exercise = _course_with(name, "")
    answer = course.answer_path(exercise)
    checks = checks_in(course.check_path(exercise))
    request = Request.of(course, exercise, checks, answer, limit)
    at = checks[number - 1]
    result = silent(request, at) if how == "silent" else ended(request, at, "interpreter ended")
    green = [Result(name, c.name, Outcome(Verdict.PASSED), c.promise) for c in checks[: number - 1]]
    tell(_verdict(overall(in_order(course, exercise, checks, [*green, result], answer)), len(checks)))


def _verdict(result: Result, checks: int) -> Record:
    """Return the last record: the exercise's verdict and its report, as `mqlearn check` prints it."""
    if result.verdict in (Verdict.PASSED, Verdict.NOT_STARTED):
        result.promise = result.replay = ""  # of the whole exercise, not of one check
    report = str(result)
    if result.verdict.is_green:
        report += f"\n  {'checks':<9} {checks} of {checks}"
    found = drawn(result)
    picture = found._repr_svg_() if found else ""
    return {
        "verdict": result.verdict.value,
        "check": result.check,
        "checks": checks,
        "report": report,
        "picture": picture if len(picture) <= MOST_PICTURE else "",
    }


def _course_with(name: str, source: str) -> tuple[Course, Exercise]:
    """Return a learner's copy of the course that holds this answer, outside the package's own files."""
    root = Path(tempfile.gettempdir()) / "course"
    if not root.is_dir():
        shutil.copytree(PACKED / "exercises", root / "exercises")
    course = Course(root)
    exercise = next((e for e in course.exercises if e.name == name), None)
    if exercise is None:
        raise CourseError(f"there is no exercise called {name!r}")
    course.answer_path(exercise).write_text(source, encoding="utf-8")
    linecache.clearcache()
    return course, exercise


@contextmanager
def _as_in_a_process() -> Iterator[None]:
    """Set up what `child` does for an answer: an empty folder and no running loop."""
    here, depth, folder = Path.cwd(), sys.get_coroutine_origin_tracking_depth(), tempfile.tempdir
    with ExitStack() as stack:
        scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="mqlearn-"))
        stack.callback(os.chdir, here)
        stack.callback(setattr, tempfile, "tempdir", folder)
        stack.callback(sys.set_coroutine_origin_tracking_depth, depth)
        os.chdir(scratch)
        tempfile.tempdir = scratch
        sys.set_coroutine_origin_tracking_depth(1)
        stack.enter_context(_outside_any_loop())
        stack.enter_context(no_sleep_in_virtual_time())
        yield
