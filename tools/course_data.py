"""What pages are made from, besides prose: the manifest of the course, the claims, the terms.

A file that the manifest promises and the repository does not hold is an error that names both.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mqlearn.course.manifest import Course, CourseError, Lesson

__all__ = ["Claim", "CourseError", "Data", "Term", "load", "number"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of the article, and what became of it. Lessons and cells as in `lessons/claims.toml`."""

    number: int
    section: str
    claims: str
    verdict: Literal["true", "half", "false"]
    is_so: str
    lessons: list[str]
    shown: list[str]


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the glossary. `tooltip = false`: a word that prose also uses in its everyday sense."""

    term: str
    chinese: str
    short: str
    text: str
    lesson: str
    aliases: list[str]
    tooltip: bool = True


@dataclass(frozen=True, slots=True)
class Data:
    """Everything."""

    course: Course
    claims: list[Claim]
    terms: list[Term]

    def lesson(self, name: str) -> Lesson:
        """The lesson of exactly that name."""
        for lesson in self.course.lessons:
            if lesson.name == name:
                return lesson
        raise CourseError(
            f"there is no lesson called {name!r} in exercises/course.toml. Write its full name."
        )


def load(root: Path) -> Data:
    """Read the data of the repository at `root`, and see that the promised files are there."""
    course = Course(root)
    for lesson in course.lessons:
        if lesson.ready:
            _must_exist(course.lesson_path(lesson), root, f"lesson {lesson.name!r} is ready")
    for exercise in course.exercises:
        _must_exist(course.answer_path(exercise), root, f"there is an exercise {exercise.name!r}")
    claims = [Claim(**table) for table in _read(root / "lessons/claims.toml")["claim"]]
    terms = [Term(**table) for table in _read(root / "docs/glossary.toml")["term"]]
    return Data(course, claims, sorted(terms, key=lambda term: term.term.lower()))


def number(lesson: str) -> str:
    """The two digits that readers call a lesson by."""
    return lesson[:2]


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _must_exist(path: Path, root: Path, promise: str) -> None:
    if not path.is_file():
        raise CourseError(
            f"exercises/course.toml says that {promise}, but there is no {path.relative_to(root.resolve())}. "
            "Write that file, or change the manifest."
        )
