"""Looks whether everything that the course needs is here and works."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mqlearn.course.check_file import checks_in
from mqlearn.course.files import digest
from mqlearn.course.manifest import MANIFEST, Course, CourseError
from mqlearn.course.notebook import damage
from mqlearn.course.progress import Progress
from mqlearn.course.starters import CHECKOUT, right_answers
from mqlearn.grading.runner import overall, run
from mqlearn.verdict import Verdict

NEEDED = {"typer": "cli", "rich": "cli", "pytest": "learn", "jupyterlab": "learn", "ipykernel": "learn"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at.

    Attributes:
        what: The thing.
        ok: Whether it is as it should be.
        seen: What was seen.
        mend: What to do when it is not.
    """

    what: str
    ok: bool
    seen: str
    mend: str = ""


def examine() -> Iterator[Finding]:
    """Look at one thing after the other, the most basic first."""
    version = platform.python_version()
    yield Finding("Python", sys.version_info >= (3, 11), version, "Install Python 3.11 or later.")
    for package, extra in NEEDED.items():
        try:
            yield Finding(package, True, importlib.metadata.version(package))
        except importlib.metadata.PackageNotFoundError:
            mend = f"make learn, or, without the source: pip install 'mqlearn[{extra}]'"
            yield Finding(package, False, "not installed", mend)
    if (CHECKOUT / MANIFEST).is_file():
        git = shutil.which("git")
        yield Finding("git", git is not None, git or "none", "In a source checkout, mqlearn reset needs it.")
    try:
        course = Course.find()
        exercises = course.exercises
    except CourseError as error:
        yield Finding("the course", False, "none", str(error))
        return
    yield Finding("the course", True, f"{course.root}, {len(exercises)} exercises")
    writable = os.access(course.root, os.W_OK)
    yield Finding(
        "progress",
        writable,
        "can be saved" if writable else "cannot be saved",
        f"Give yourself the right to write into {course.root}.",
    )
    trouble = Progress(course.root).trouble if writable else ""
    if trouble:
        yield Finding("progress.json", False, trouble, "Nothing to do, unless you want the old one back.")
    if why := course.misfit():
        yield Finding("its version", False, course.version, why)
        return
    damaged = list(_damaged(course))
    yield from damaged
    if not damaged:
        yield Finding("files", True, "every lesson, answer and check can be read")
        yield _trial(course)


def _damaged(course: Course) -> Iterator[Finding]:
    """Open every lesson, answer and check of the course, and say what is wrong with one."""
    copy = course.receipt
    back = course.init_command if copy else "git checkout -- {}"
    for lesson in course.lessons:
        if lesson.ready:
            path = course.lesson_path(lesson)
            if what := damage(path.read_bytes()) if path.is_file() else "it is missing":
                yield _wrong(course, path, what, f"mqlearn reset {lesson.name[:2]}")
    for exercise in course.exercises:
        path = course.answer_path(exercise)
        if what := _unreadable(path):
            yield _wrong(course, path, what, f"mqlearn reset {exercise.name}")
        path = course.check_path(exercise)
        name = path.relative_to(course.root).as_posix()
        if what := _unreadable(path) or _no_check(path):
            yield _wrong(course, path, what, back.format(name))
        elif copy and copy.files.get(name, "") not in ("", digest(path.read_bytes())):
            yield _wrong(course, path, "it was changed, so its verdicts mean nothing", back)


def _wrong(course: Course, path: Path, what: str, command: str) -> Finding:
    mend = f"Put it back with: {command}"
    return Finding(path.relative_to(course.root).as_posix(), False, what, mend)


def _unreadable(path: Path) -> str:
    """Return why Python cannot even read a file as text; "" if it can."""
    try:
        data = path.read_bytes()
        data.decode("utf-8")
    except FileNotFoundError:
        return "it is missing"
    except (OSError, UnicodeDecodeError) as error:
        return f"it cannot be read ({error})"
    if not data.strip():
        return "it is empty"
    return "it holds zero bytes, as after a crash" if b"\0" in data else ""


def _no_check(path: Path) -> str:
    try:
        checks_in(path)
    except CourseError as error:
        return str(error)
    return ""


def _trial(course: Course) -> Finding:
    """Check a right answer to the first exercise: it must pass."""
    exercise = course.exercises[0]
    answers = right_answers(course, exercise)
    if not answers:
        return Finding("a check", False, "there is no right answer to try", "Install mqlearn again.")
    result = overall(run(course, exercise, answer=answers[0]))
    seen = f"{result.verdict.value} on a right answer"
    mend = f"The check of {exercise.name} must say PASSED:\n{result}"
    return Finding("a check", result.verdict is Verdict.PASSED, seen, mend)
