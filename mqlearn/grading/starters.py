"""The starter of an exercise, after the learner has written over it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from mqlearn.grading.course import Course, Exercise


class StarterMissing(Exception):
    """The starter can be had from nowhere. The text says what to do."""


def is_starter(source: str) -> bool:
    """Whether this is a starter: the line to write is marked, and raises."""
    return "# TODO" in source and "raise NotImplementedError" in source


def starter_of(course: Course, exercise: Exercise) -> str:
    """The text of an exercise's starter: the newest version in git that still is one.

    Raises:
        StarterMissing: When the course's folder is no git clone, or holds no such version.
    """
    path = course.answer_path(exercise)
    name = path.relative_to(course.root).as_posix()
    try:
        log = _git(course.root, "log", "--format=%H", "--", name).split()
    except (OSError, subprocess.CalledProcessError):
        raise StarterMissing(
            f"the starter of {exercise.name} is taken from git, and git does not answer in {course.root}. "
            f"Download the course again and copy {name} from there."
        ) from None
    for commit in log:
        try:
            source = _git(course.root, "show", f"{commit}:{name}")
        except subprocess.CalledProcessError:
            continue  # the commit that removed the file
        if is_starter(source):
            return source
    raise StarterMissing(
        f"git knows no version of {name} that is a starter. Download the course again and copy it from there."
    )


def keep_answer(path: Path) -> Path | None:
    """Put an answer aside under a free name beside it; None when there is none."""
    if not path.exists():
        return None
    number = 1
    while (aside := path.with_name(f"{path.stem}.mine-{number}.py")).exists():
        number += 1
    path.rename(aside)
    return aside


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], capture_output=True, check=True, text=True, encoding="utf-8"
    )
    return done.stdout
