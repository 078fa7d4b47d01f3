"""A learner's own copy of the course: lessons, exercises and checks, without solutions and wrong answers.

The files are those that came with the package, see `mqlearn.course.starters`.
A list of what was handed out, with a hash for each file, stays in the copy: so
the next `hand_out` tells what the learner has changed from what is only old.

But: a file of an exercise that a newer course no longer has is left where it is.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from mqlearn.course.manifest import MANIFEST, Course, CourseError
from mqlearn.course.starters import keep, package_course, starter_of

LIST = ".mqlearn.json"
"""The list of what was handed out, in the learner's folder."""

README = """\
A copy of the mqlearn course. It is yours.

  mqlearn                 the map, your progress, the next step
  mqlearn lesson 00       opens a lesson; with --text, prints it
  mqlearn check           checks your answer to the next exercise
  mqlearn watch           checks it each time you save

lessons/    the lessons, as notebooks
exercises/  NAME.py is for your answer; test_NAME.py is its check

After an update of the package, run this command in here to get the new
lessons and checks; your answers stay as they are:

  mqlearn init .

Code: MIT license. Lessons and texts: CC BY 4.0.
"""
IGNORED = """\
__pycache__/
.ipynb_checkpoints/
.pytest_cache/
progress.json
progress.json.*
.progress.lock
*.mine-*
"""


class Kind(Enum):
    """What happens to a file that the learner has changed."""

    ANSWER = "exercises"
    """It stays, whatever is new."""
    LESSON = "lessons"
    """It stays, until there is a new version; then it is kept under another name."""
    COURSE = "checks"
    """It is replaced: it is the course's own."""
    EXTRA = "extras"
    """It stays; no word is lost on it."""


@dataclass(frozen=True, slots=True)
class File:
    """One file to hand out.

    Attributes:
        name: Where it goes, such as ``lessons/00_start.ipynb``.
        kind: What it is.
        data: What is in it.
    """

    name: str
    kind: Kind
    data: bytes


@dataclass(slots=True)
class HandedOut:
    """What `hand_out` did. Each list holds names of files.

    Attributes:
        first: Whether this was the first time for this folder.
        new: Were not there.
        updated: Were there as handed out before, and have a new version now.
        same: Are the newest version already.
        kept: Answers and lessons that the learner has changed, left alone.
        aside: Lessons that the learner has changed, and the name under which they were kept.
    """

    first: bool
    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    aside: list[tuple[str, str]] = field(default_factory=list)


def hand_out(folder: Path) -> HandedOut:
    """Make a learner's copy of the course in a folder, or bring one up to date.

    Args:
        folder: Where; it is made when it is not there.

    Raises:
        CourseError: When the package has no course, or the folder is none for a learner's copy.
        OSError: When something cannot be written.
    """
    course = package_course()
    if course is None:
        raise CourseError("this installation came without the course. Install it again: pip install mqlearn")
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder} is a file. Name a folder: mqlearn init DIR")
    given = _given(folder)
    if given is None and (folder / MANIFEST).exists():
        raise CourseError(
            f"{folder} holds a course already that mqlearn init has not made. "
            "Work in it as it is, or name another folder: mqlearn init DIR"
        )
    files = list(_files(course))
    done = HandedOut(first=given is None)
    given = given or {}
    # The list goes first: when this is interrupted, the next run goes on from here.
    _remember(folder, given)
    for file in files:
        _place(folder, file, given.get(file.name), done)
    _remember(folder, given | {file.name: _hash(file.data) for file in files})
    return done


def _files(course: Course) -> Iterator[File]:
    """Everything that belongs into a learner's copy."""
    yield File("README.txt", Kind.EXTRA, README.encode())
    yield File(".gitignore", Kind.EXTRA, IGNORED.encode())
    for path in (course.root / MANIFEST, course.root / "lessons" / "claims.toml"):
        yield File(path.relative_to(course.root).as_posix(), Kind.COURSE, path.read_bytes())
    for lesson in course.lessons:
        if lesson.ready:
            path = course.lesson_path(lesson)
            yield File(path.relative_to(course.root).as_posix(), Kind.LESSON, _alone(path.read_bytes()))
    for exercise in course.exercises:
        path = course.check_path(exercise)
        yield File(path.relative_to(course.root).as_posix(), Kind.COURSE, path.read_bytes())
        starter = starter_of(exercise.name)
        if starter is None:
            raise CourseError(f"this installation has no starter of {exercise.name}. Install mqlearn again.")
        path = course.answer_path(exercise)
        yield File(path.relative_to(course.root).as_posix(), Kind.ANSWER, starter.encode())


def _alone(lesson: bytes) -> bytes:
    """The lesson without links into docs/, which a learner's copy does not have."""
    return re.sub(rb"\[([^\]]+)\]\(\.\./docs/[^)]+\)", rb"\1 (on the course's site)", lesson)


def _place(folder: Path, file: File, given: str | None, done: HandedOut) -> None:
    """Write one file where that loses nothing, and note what was done."""
    path = folder / file.name
    now = path.read_bytes() if path.exists() else None
    if now == file.data:
        done.same.append(file.name)
        return
    changed = now is not None and _hash(now) != given
    if changed and (
        file.kind in (Kind.ANSWER, Kind.EXTRA) or (file.kind is Kind.LESSON and given == _hash(file.data))
    ):
        done.kept.append(file.name)
        return
    if changed and file.kind is Kind.LESSON and (aside := keep(path)):
        done.aside.append((file.name, aside.relative_to(folder).as_posix()))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.data)
    (done.new if now is None else done.updated).append(file.name)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _given(folder: Path) -> dict[str, str] | None:
    """The hash of each file as it was handed out; None when nothing ever was."""
    try:
        read = json.loads((folder / LIST).read_text(encoding="utf-8"))
        return {str(name): str(value) for name, value in read["files"].items()}
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}  # then every file that differs counts as the learner's


def _remember(folder: Path, given: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    about = "What `mqlearn init` has put here. Leave it: it keeps your answers safe when you update."
    text = json.dumps({"about": about, "files": given}, indent=2)
    (folder / LIST).write_text(text + "\n", encoding="utf-8")
