"""Find what a learner can get back: an exercise's starter, an original lesson, the right answers.

All of it comes with the package: the wheel carries the whole course in
``mqlearn/_course``. In a source checkout, where learners write over the
starters and lessons themselves, these two come out of git.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from mqlearn.course.manifest import MANIFEST, Course, Exercise, Lesson
from mqlearn.course.notebook import for_a_copy

PACKED = Path(__file__).resolve().parents[1] / "_course"
CHECKOUT = PACKED.parent.parent


def is_starter(source: str) -> bool:
    """Return True if this is a starter: the line to write is marked, and raises."""
    return "# TODO" in source and "raise NotImplementedError" in source


def package_course() -> Course | None:
    """Return the course that belongs to this package: of its source checkout, or out of its wheel."""
    return next((Course(root) for root in (CHECKOUT, PACKED) if (root / MANIFEST).is_file()), None)


def starter_of(name: str) -> str | None:
    """Return the starter of an exercise as this package has it; None when it has none."""
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


def files_of_a_copy(course: Course) -> set[str]:
    """Return the names of the lessons, starters and checks that a learner's copy has."""
    paths = [course.root / MANIFEST, course.root / "lessons" / "claims.toml"]
    paths += [course.lesson_path(lesson) for lesson in course.lessons if lesson.ready]
    for exercise in course.exercises:
        paths += [course.answer_path(exercise), course.check_path(exercise)]
    return {path.relative_to(course.root).as_posix() for path in paths}


def lesson_of(course: Course, lesson: Lesson) -> bytes | None:
    """Return a lesson as this package has it; None if it has none.

    Args:
        course: The learner's course.
        lesson: The lesson.
    """
    ours = package_course()
    if ours is None:
        return None
    path = ours.lesson_path(lesson)
    if course.root == ours.root:
        name = path.relative_to(ours.root).as_posix()
        try:
            return _git(ours.root, "show", f"HEAD:./{name}").encode()
        except (OSError, subprocess.CalledProcessError):
            return None
    return for_a_copy(path.read_bytes(), ours, files_of_a_copy(ours)) if path.is_file() else None


def solution_folders() -> list[Path]:
    """Return the folders that hold the solutions of this package."""
    return [root / "solutions" for root in (CHECKOUT, PACKED) if (root / MANIFEST).is_file()]


def right_answers(course: Course, exercise: Exercise) -> list[Path]:
    """Return the solution of an exercise and its other right answers; none if they are nowhere.

    A learner's copy has no solutions, so these are then the package's.
    """
    for known in (course, package_course()):
        if known is not None and known.solution_path(exercise).is_file():
            return [known.solution_path(exercise), *known.alternatives(exercise)]
    return []


def _in_git(course: Course, exercise: Exercise) -> str | None:
    """Return the newest version of an exercise's file in git that is a starter; None when there is none."""
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


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], capture_output=True, check=True, text=True, encoding="utf-8"
    )
    return done.stdout
