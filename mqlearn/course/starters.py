"""The starter of an exercise, after the learner has written over it.

It comes with the package: the wheel carries the whole course in
``mqlearn/_course``. In a source checkout, where the answers are written over
the starters themselves, it comes out of git.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from mqlearn.course.manifest import MANIFEST, Course, Exercise

PACKED = Path(__file__).resolve().parents[1] / "_course"
CHECKOUT = PACKED.parent.parent


def is_starter(source: str) -> bool:
    """Whether this is a starter: the line to write is marked, and raises."""
    return "# TODO" in source and "raise NotImplementedError" in source


def package_course() -> Course | None:
    """The course that belongs to this package: of its source checkout, or out of its wheel."""
    return next((Course(root) for root in (CHECKOUT, PACKED) if (root / MANIFEST).is_file()), None)


def starter_of(name: str) -> str | None:
    """The starter of an exercise as this package has it; None when it has none."""
    course = package_course()
    exercise = next((e for e in course.exercises if e.name == name), None) if course else None
    if course is None or exercise is None:
        return None
    starter = None if course.root == PACKED else _in_git(course, exercise)
    path = course.answer_path(exercise)
    if starter is None and path.is_file():
        text = path.read_text(encoding="utf-8")
        starter = text if is_starter(text) else None
    return starter


def _in_git(course: Course, exercise: Exercise) -> str | None:
    """The newest version of an exercise's file in git that is a starter; None when there is none."""
    name = course.answer_path(exercise).relative_to(course.root).as_posix()
    try:
        log = _git(course.root, "log", "--format=%H", "--", name).split()
    except (OSError, subprocess.CalledProcessError):
        return None
    for commit in log:
        try:
            source = _git(course.root, "show", f"{commit}:./{name}")
        except subprocess.CalledProcessError:
            continue  # the commit that removed the file
        if is_starter(source):
            return source
    return None


def keep(path: Path) -> Path | None:
    """Put a learner's file aside under a free name beside it; None when there is none."""
    if not path.exists():
        return None
    number = 1
    while (aside := path.with_name(f"{path.stem}.mine-{number}{path.suffix}")).exists():
        number += 1
    path.rename(aside)
    return aside


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], capture_output=True, check=True, text=True, encoding="utf-8"
    )
    return done.stdout
