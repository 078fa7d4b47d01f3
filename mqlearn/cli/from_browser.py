"""Answers that were written on the pages of the site, taken into the course on this machine.

The pages export one file, written by docs/assets/run/keep.js:

    {"mqlearn": "answers from the browser", "version": 1,
     "exercises": {"list_queue": {"answer": "...", "verdict": "LOST", "attempts": 3, ...}}}

Nothing is believed of it before it is looked at, and all of it before anything is changed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from mqlearn.course.files import keep, write_whole
from mqlearn.course.manifest import Course, CourseError, Exercise
from mqlearn.course.progress import KINDS, Entry, Progress
from mqlearn.course.starters import starter_of
from mqlearn.verdict import Verdict

FORMAT = "answers from the browser"
VERSION = 1
LARGEST = 1_000_000
"""Characters of one answer; no browser keeps more."""

FROM_THERE = ("verdict", "check", "attempts", "hints", "passed_at", "first_checked_at")


class Became(Enum):
    """The outcome for one answer; the value says it in words."""

    WRITTEN = "written"
    SAME = "the same already"
    KEPT = "yours is another and was kept"
    REPLACED = "written; yours was kept beside it"
    NO_ANSWER = "not begun there"
    UNKNOWN = "not in this course"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The outcome for one exercise of the file.

    Attributes:
        name: The exercise's name.
        became: What became of the answer.
        aside: Where the learner's own answer is now, if it was replaced.
        verdict: What the browser's last check said of the answer; None when nothing.
    """

    name: str
    became: Became
    aside: Path | None = None
    verdict: Verdict | None = None


def read(path: Path) -> dict[str, Entry]:
    """Return the entries of an exported file, by the exercise's name.

    Raises:
        CourseError: If it is no such file. The text says what is wrong with it.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(f"there is no file {path}. Name the one that the button Export has saved") from None
    except (ValueError, RecursionError) as error:
        raise CourseError(f"{path} is no JSON: {error}. Export it again, and do not edit it") from None
    if not isinstance(data, dict) or data.get("mqlearn") != FORMAT:
        raise CourseError(f"{path} holds no answers from the browser. They come from the button Export")
    if data.get("version") != VERSION:
        raise CourseError(
            f"{path} was written by another version of the site ({data.get('version')!r}; this one reads "
            f"{VERSION}). Install the mqlearn that belongs to the site"
        )
    exercises = data.get("exercises")
    if not isinstance(exercises, dict):
        raise CourseError(f"{path} has no table of exercises. Export it again, and do not edit it")
    for name, entry in exercises.items():
        if wrong := _wrong_with(entry):
            raise CourseError(f"{path}, {name}: {wrong}. Nothing was taken in. Export it again")
    return exercises


def _wrong_with(entry: Any) -> str:
    """Say what is wrong with an entry; "" for nothing."""
    if not isinstance(entry, dict):
        return "the entry is no table"
    for key, value in entry.items():
        kind = {**KINDS, "answer": str}.get(key, object)
        is_odd = isinstance(value, bool) or (isinstance(value, int) and value < 0)
        if not isinstance(value, kind) or (kind is int and is_odd):
            return f"{key} is {value!r:.60}"
    if len(entry.get("answer", "")) > LARGEST:
        return f"the answer has more than {LARGEST:,} characters"
    for key, value in entry.items():
        if isinstance(value, str) and (line := _line_with_half_a_character(value)):
            return f"{key} holds half of a character, a lone surrogate, in line {line}: no file can hold that"
    if "verdict" in entry and entry["verdict"] not in [v.value for v in Verdict]:
        return f"there is no verdict {entry['verdict']!r:.60}"
    for key in ("passed_at", "first_checked_at"):
        try:
            if key in entry and datetime.fromisoformat(entry[key]).tzinfo is None:
                return f"{key} has no time zone: {entry[key]!r:.60}"
        except ValueError:
            return f"{key} is no time: {entry[key]!r:.60}"
    return ""


def _line_with_half_a_character(text: str) -> int:
    """Return the line, counted from 1, in which a text cannot be written as UTF-8; 0 if all of it can."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return text.count("\n", 0, error.start) + 1
    return 0


def take_in(course: Course, progress: Progress, entries: dict[str, Entry], *, over: bool) -> list[TakenIn]:
    """Write the answers, and remember the rest in the learner's progress.

    An answer is written where the learner has not begun. Where they have, theirs stays, and what
    the browser said of the other one is not remembered either.

    Args:
        course: The learner's course.
        progress: Their progress.
        entries: What `read` returned.
        over: Write also over an answer that they have begun, and keep that beside it.
    """
    known = {e.name: e for e in course.exercises}
    done = []
    for name, entry in entries.items():
        if name not in known:
            done.append(TakenIn(name, Became.UNKNOWN))
            continue
        became, aside = _write(course, known[name], entry.get("answer"), over=over)
        facts = {key: entry[key] for key in FROM_THERE if key in entry}
        if became is Became.KEPT:
            facts = {}
        elif facts:
            progress.note_elsewhere(name, facts, anew=became is not Became.SAME)
        verdict = Verdict(facts["verdict"]) if "verdict" in facts else None
        done.append(TakenIn(name, became, aside, verdict))
    return done


def _write(
    course: Course, exercise: Exercise, answer: str | None, *, over: bool
) -> tuple[Became, Path | None]:
    if answer is None:
        return Became.NO_ANSWER, None
    path = course.answer_path(exercise)
    mine = path.read_bytes().replace(b"\r\n", b"\n").decode("utf-8", "replace") if path.exists() else ""
    if mine == answer:
        return Became.SAME, None
    begun = bool(mine.strip()) and mine != starter_of(exercise.name)
    if begun and not over:
        return Became.KEPT, None
    aside = keep(path) if begun else None
    write_whole(path, answer.encode())
    return (Became.REPLACED if begun else Became.WRITTEN), aside
