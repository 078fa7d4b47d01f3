"""The course: its lessons, its exercises, and where their files are.

Everything is read from one manifest, ``exercises/course.toml``.
"""

from __future__ import annotations

import os
import re
import shlex
import tomllib
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from mqlearn.course.receipt import Receipt
from mqlearn.version import __version__

MANIFEST = Path("exercises") / "course.toml"

ENGINES = ("jetstream",)
"""The real servers that a check can ask for."""

TAKE_BACK = "Get it back with:  mqlearn init .  (in a source checkout: git checkout)"


class CourseError(Exception):
    """Raised if the course, or a part of it, cannot be found or read. The text says what to do."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson.

    Attributes:
        name: Its folder and file name, such as ``02_messages_and_queues``.
        title: For people.
        teaches: What it teaches, in one line.
        minutes: How long it takes, roughly.
        ready: True if it is written.
    """

    name: str
    title: str
    teaches: str
    minutes: int
    ready: bool = False


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise, as the manifest has it.

    Attributes:
        name: Never changes, because progress is saved under it.
        title: For people.
        lesson: The name of its lesson.
        level: 1 apply, 2 build, 3 design, 4 capstone.
        minutes: How long it takes, roughly.
        concepts: What it trains.
        needs: The exercises that come before it.
        hints: Three: where to look; the rule; nearly the code, with a hole.
        predict: Read after passing: the answer to the starter's question.
        why: Read after passing: why the answer is right.
        break_it: Read after passing: one thing to break, and what to watch.
        link: The lesson's cell that shows it, as ``LESSON#cell-id``.
        engine: The real server that its check needs, see `mqlearn.checks.engines`; "" for none.
        seconds: How long one of its checks may take while its event loop keeps turning, if that is
            longer than usual.
        not_in_the_browser: What it needs that a browser's Python does not have, such as
            ``threads``; "" if it can be solved and checked on its page of the site.
    """

    name: str
    title: str
    lesson: str
    level: int
    minutes: int
    concepts: tuple[str, ...]
    needs: tuple[str, ...]
    hints: tuple[str, ...]
    predict: str
    why: str
    break_it: str
    link: str
    engine: str = ""
    seconds: float = 0.0
    not_in_the_browser: str = ""


class Course:
    """The course below a folder.

    Args:
        root: The folder that holds ``exercises/course.toml``.

    Raises:
        CourseError: If the manifest is missing or cannot be read.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """Find the course that a folder belongs to.

        Args:
            start: The folder to start at, going up; the current folder if left out.
                If there is no course, the folder named by the variable
                ``MQLEARN_COURSE`` is tried.

        Raises:
            CourseError: If there is none.
        """
        begin = (start or Path.cwd()).resolve()
        named = os.environ.get("MQLEARN_COURSE")
        for folder in (begin, *begin.parents, *([Path(named)] if named else [])):
            if (folder / MANIFEST).is_file():
                return cls(folder)
        raise CourseError(
            f"no course here: there is no {MANIFEST.as_posix()} in {begin} or above it. "
            "Go into the folder of the course (the one with the folders lessons and exercises) and try again."
        )

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The manifest, as it is in the file."""
        path = self.root / MANIFEST
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise CourseError(f"the course's manifest cannot be read: {error}") from None
        except tomllib.TOMLDecodeError as error:
            raise CourseError(f"{path} is no valid TOML: {error}. " + TAKE_BACK) from None

    @property
    def site(self) -> str:
        """The address of the course's site, such as ``https://example.org/mq``; "" for none."""
        return str(self.manifest.get("site", ""))

    @cached_property
    def receipt(self) -> Receipt | None:
        """The record of what `mqlearn init` has put here; None if this is no learner's copy."""
        return Receipt.read(self.root)

    @property
    def init_command(self) -> str:
        """The command that brings this copy up to date, and back what is damaged in it."""
        return f"mqlearn init {'.' if self.root == Path.cwd() else shlex.quote(str(self.root))}"

    @property
    def locked(self) -> bool:
        """True if the solutions are locked in this copy: it was made with --no-solutions."""
        return self.receipt is not None and not self.receipt.solutions

    @cached_property
    def version(self) -> str:
        """The version of the course; "0.1.0" for one from before courses had a version."""
        receipt = self.receipt
        if receipt is not None and receipt.readable:  # its manifest may be newer: an update was interrupted
            return receipt.version or "0.1.0"
        return str(self.manifest.get("version", "0.1.0"))

    def age(self, package: str = __version__) -> int:
        """Return -1 if the course is older than a version of the package, 1 if it is newer, 0 if they fit.

        They fit when the first two numbers of their versions are the same.
        """
        mine, other = _numbers(self.version)[:2], _numbers(package)[:2]
        return (mine > other) - (mine < other)

    def misfit(self, package: str = __version__) -> str:
        """Return why a version of the package cannot run these checks, and what mends it; "" if it can."""
        age = self.age(package)
        if age > 0:
            return (
                f"the installed mqlearn ({package}) is older than this copy of the course ({self.version}), "
                "so it cannot run its checks. Update it: pip install -U mqlearn"
            )
        if age == 0:
            return ""
        mend = (
            f"Bring it up to date; your answers stay as they are: {self.init_command}"
            if self.receipt is not None
            else f"Install the mqlearn that belongs to it: pip install mqlearn=={self.version}"
        )
        return (
            f"this copy of the course ({self.version}) is older than the installed mqlearn ({package}), "
            f"which cannot run its checks any more. {mend}"
        )

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons in order, including those that are not written yet."""
        return self._records(Lesson)

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises, in the order in which to do them."""
        return self._records(Exercise)

    def _records(self, kind: type[Any]) -> tuple[Any, ...]:
        try:
            return tuple(_record(kind, table) for table in self.manifest.get(kind.__name__.lower(), []))
        except CourseError:
            if why := self.misfit():  # a newer manifest may say what this package does not know
                raise CourseError(why) from None
            raise

    def exercise(self, name: str) -> Exercise:
        """Return the exercise of that name. A path to its file or a unique prefix works, too.

        Raises:
            CourseError: If there is none, or the prefix is ambiguous.
        """
        wanted = Path(name).stem.removeprefix("test_")
        known = {e.name: e for e in self.exercises}
        if wanted in known:
            return known[wanted]
        begins = [e for n, e in known.items() if n.startswith(wanted)]
        if len(begins) == 1:
            return begins[0]
        near = [e.name for e in begins] or get_close_matches(wanted, known, n=3, cutoff=0.5)
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        raise CourseError(f"there is no exercise called {name!r}.{meant} The map lists them all: mqlearn")

    def lesson(self, name: str) -> Lesson:
        """Return the lesson of that name. Its number or a unique prefix works, too.

        Raises:
            CourseError: If there is none.
        """
        wanted = Path(name).stem
        wanted = f"{int(wanted):02d}" if wanted.isdigit() else wanted
        found = [x for x in self.lessons if x.name == wanted or x.name.startswith(wanted + "_")]
        if len(found) == 1:
            return found[0]
        raise CourseError(f"there is no lesson called {name!r}. Name it by its number: mqlearn lesson 02")

    def exercises_of(self, lesson: Lesson) -> list[Exercise]:
        """Return the exercises of a lesson, in order."""
        return [e for e in self.exercises if e.lesson == lesson.name]

    # Where things are.

    def answer_path(self, exercise: Exercise, answers: Path | None = None) -> Path:
        """Return the file with the answer: the learner's, or the one in another folder of answers."""
        folder = self.root / "exercises" if answers is None else answers
        return folder / exercise.lesson / f"{exercise.name}.py"

    def check_path(self, exercise: Exercise) -> Path:
        """Return the file with the check."""
        return self.root / "exercises" / exercise.lesson / f"test_{exercise.name}.py"

    def solution_path(self, exercise: Exercise) -> Path:
        """Return the file with the solution."""
        return self.answer_path(exercise, self.root / "solutions")

    def alternatives(self, exercise: Exercise) -> list[Path]:
        """Return the other right answers."""
        folder = self.root / "solutions" / exercise.lesson
        return sorted(folder.glob(f"{exercise.name}_alt*.py"))

    def wrong_answers(self, exercise: Exercise) -> list[Path]:
        """Return the bank of wrong answers."""
        folder = self.root / "tests" / "wrong_answers" / exercise.lesson / exercise.name
        return sorted(folder.glob("*.py"))

    def lesson_path(self, lesson: Lesson) -> Path:
        """Return the lesson's notebook."""
        return self.root / "lessons" / f"{lesson.name}.ipynb"


def _numbers(version: str) -> tuple[int, ...]:
    """Return a version's numbers, such as (0, 2, 0)."""
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3]) or (0,)


def _record(kind: type[Any], table: dict[str, Any]) -> Any:
    """Return a table of the manifest as a record, or say what is missing or unknown."""
    names = {f.name for f in fields(kind)}
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
    what = f"[[{kind.__name__.lower()}]] {table.get('name', '(without a name)')}"
    if unknown := values.keys() - names:
        raise CourseError(f"course.toml, {what}: does not know {', '.join(sorted(unknown))}")
    try:
        return kind(**values)
    except TypeError as error:
        raise CourseError(f"course.toml, {what}: {str(error).split('__init__() ')[-1]}") from None
