"""A learner's own copy of the course: lessons, exercises and checks, without solutions and wrong answers.

The files are those that came with the package, see `mqlearn.course.starters`.
A list of what was handed out, with a hash for each file, stays in the copy: so
the next `hand_out` tells what the learner has changed from what is only old.

But: a file of an exercise that a newer course no longer has is left where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from mqlearn.course.files import digest, keep, write_whole
from mqlearn.course.manifest import MANIFEST, Course, CourseError
from mqlearn.course.notebook import damage, for_a_copy
from mqlearn.course.receipt import Receipt
from mqlearn.course.starters import files_of_a_copy, package_course, starter_of

README = """\
A copy of the mqlearn course. It is yours.

  mqlearn                 the map, your progress, the next step
  mqlearn lesson 00       opens a lesson; with --text, prints it
  mqlearn check           checks your answer to the next exercise
  mqlearn watch           checks it each time you save
  mqlearn reset 02        puts a lesson back; reset NAME, a starter
  mqlearn doctor          says what is missing or damaged

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
    """The rule for a file that the learner has changed."""

    ANSWER = "exercises"
    """It stays, even if there is a newer one."""
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
    """The result of `hand_out`. Each list holds names of files.

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


def hand_out(folder: Path, *, solutions: bool | None = None, anyway: bool = False) -> HandedOut:
    """Make a learner's copy of the course in a folder, or bring one up to date.

    Args:
        folder: Where; it is made if it is not there.
        solutions: False locks the solutions in this copy, True unlocks them, None leaves that as it is.
        anyway: Also into a folder that holds other things.

    Raises:
        CourseError: If the package has no course, or the folder is none for a learner's copy.
        OSError: If something cannot be written.
    """
    course = package_course()
    if course is None:
        raise CourseError("this installation came without the course. Install it again: pip install mqlearn")
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder} is a file. Name a folder: mqlearn init DIR")
    before = Receipt.read(folder)
    if before is None and (folder / MANIFEST).exists():
        raise CourseError(
            f"{folder} holds a course already that mqlearn init has not made. "
            "Work in it as it is, or name another folder: mqlearn init DIR"
        )
    if not anyway and (there := holds_other_things(folder)):
        raise CourseError(
            f"{folder} is not empty: it holds {there}. Name a new folder, or put the course beside that: "
            "mqlearn init DIR --yes"
        )
    if before is not None and Course(folder).age(course.version) > 0:
        raise CourseError(Course(folder).misfit(course.version))
    files = list(_files(course))
    done = HandedOut(first=before is None)
    given = before or Receipt()
    if solutions is None:
        solutions = given.solutions
    # The list goes first: if this is interrupted, the next run continues from here.
    Receipt(given.files, given.version, solutions).write(folder)
    for file in files:
        _place(folder, file, given.files.get(file.name), done)
    now = {file.name: digest(file.data) for file in files}
    Receipt(given.files | now, course.version, solutions).write(folder)
    return done


def holds_other_things(folder: Path) -> str:
    """Return the names of what a folder holds that is no copy of the course; "" if there is nothing.

    Hidden files and a virtual environment do not count.
    """
    if Receipt.read(folder) is not None or not folder.is_dir():
        return ""
    names = sorted(
        path.name
        for path in folder.iterdir()
        if not path.name.startswith(".") and not (path / "pyvenv.cfg").exists()
    )
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _files(course: Course) -> Iterator[File]:
    """Yield everything that belongs into a learner's copy."""
    yield File("README.txt", Kind.EXTRA, README.encode())
    yield File(".gitignore", Kind.EXTRA, IGNORED.encode())
    for path in (course.root / MANIFEST, course.root / "lessons" / "claims.toml"):
        yield File(path.relative_to(course.root).as_posix(), Kind.COURSE, path.read_bytes())
    has = files_of_a_copy(course)
    for lesson in course.lessons:
        if lesson.ready:
            path = course.lesson_path(lesson)
            data = for_a_copy(path.read_bytes(), course, has)
            yield File(path.relative_to(course.root).as_posix(), Kind.LESSON, data)
    for exercise in course.exercises:
        path = course.check_path(exercise)
        yield File(path.relative_to(course.root).as_posix(), Kind.COURSE, path.read_bytes())
        starter = starter_of(exercise.name)
        if starter is None:
            raise CourseError(f"this installation has no starter of {exercise.name}. Install mqlearn again.")
        path = course.answer_path(exercise)
        yield File(path.relative_to(course.root).as_posix(), Kind.ANSWER, starter.encode())


def _place(folder: Path, file: File, given: str | None, done: HandedOut) -> None:
    """Write one file where that loses nothing, and note what was done."""
    path = folder / file.name
    now = path.read_bytes() if path.exists() else None
    if now == file.data:
        done.same.append(file.name)
        return
    changed = now is not None and digest(now) != given
    if changed and file.kind in (Kind.ANSWER, Kind.EXTRA):
        done.kept.append(file.name)
        return
    if changed and now is not None and file.kind is Kind.LESSON:
        if given == digest(file.data) and not damage(now):  # the learner's notes in the newest version
            done.kept.append(file.name)
            return
        if aside := keep(path):
            done.aside.append((file.name, aside.relative_to(folder).as_posix()))
    write_whole(path, file.data)
    (done.new if now is None else done.updated).append(file.name)
