"""Looks whether everything that the course needs is here and works."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from mqlearn.grading.course import Course, CourseError
from mqlearn.grading.progress import Progress
from mqlearn.grading.runner import overall, run

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
            mend = f"make learn, or: pip install -e '.[{extra}]'"
            yield Finding(package, False, "not installed", mend)
    yield Finding(
        "git", shutil.which("git") is not None, shutil.which("git") or "none", "mqlearn reset needs it."
    )
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
    solution = course.solution_path(exercises[0])
    if solution.exists():
        result = overall(run(course, exercises[0], answer=solution))
        mend = f"The check of {exercises[0].name} must pass on its solution:\n{result}"
        yield Finding("a check", result.verdict.is_green, f"{result.verdict.value} on a right answer", mend)
