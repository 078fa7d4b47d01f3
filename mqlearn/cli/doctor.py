"""Looks whether everything that the course needs is here and works."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mqlearn.course.manifest import MANIFEST, Course, CourseError
from mqlearn.course.progress import Progress
from mqlearn.course.starters import CHECKOUT, starter_of
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
    yield _trial(course)


def _trial(course: Course) -> Finding:
    """Whether a check says what it must: on a right answer, or on a starter where there are no solutions."""
    exercise = course.exercises[0]
    solution = course.solution_path(exercise)
    if solution.exists():
        what, right = "a right answer", Verdict.PASSED
        result = overall(run(course, exercise, answer=solution))
    else:
        what, right = "a starter", Verdict.NOT_STARTED
        with tempfile.TemporaryDirectory(prefix="mqlearn-") as folder:
            starter = Path(folder) / f"{exercise.name}.py"
            starter.write_text(starter_of(exercise.name) or "", encoding="utf-8")
            result = overall(run(course, exercise, answer=starter))
    mend = f"The check of {exercise.name} must say {right.value} on {what}:\n{result}"
    return Finding("a check", result.verdict is right, f"{result.verdict.value} on {what}", mend)
