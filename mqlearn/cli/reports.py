"""A report for each exercise: verdict, attempts, time. For a learner, a class and CI.

What a report knows comes from a learner's progress, or from checks run for it.
It is written as JSON or as a table in Markdown. For JUnit's XML, see pytest's own ``--junit-xml``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from mqlearn.course.manifest import Course, CourseError, Exercise
from mqlearn.course.progress import Progress
from mqlearn.grading.runner import overall, run
from mqlearn.verdict import Result, Verdict

NOT_CHECKED = "NOT CHECKED"
"""Stands where a verdict would, when no check has run so far."""


@dataclass(frozen=True, slots=True)
class Row:
    """One exercise of a report.

    Attributes:
        exercise: Its name.
        title: For people.
        lesson: The name of its lesson.
        level: 1 apply, 2 build, 3 design, 4 capstone.
        verdict: What the last check said; NOT CHECKED when there was none.
        passed: Whether that is a pass.
        attempts: How many checks judged a real try; None when the report is not about progress.
        minutes: From the first check to the first pass, breaks included; None when not known.
        result: The check's whole result, when the checks were run for this report.
    """

    exercise: str
    title: str
    lesson: str
    level: int
    verdict: str
    passed: bool
    attempts: int | None = None
    minutes: int | None = None
    result: Result | None = field(default=None, repr=False)


def from_progress(exercise: Exercise, progress: Progress, result: Result | None = None) -> Row:
    """Return a row about a learner's progress.

    Args:
        exercise: The exercise.
        progress: What is known about it.
        result: What the check said, when it has just been run.
    """
    verdict = progress.verdict(exercise.name)
    done = progress.done(exercise.name)
    word = verdict.value if verdict else Verdict.PASSED.value if done else NOT_CHECKED
    return Row(
        exercise.name,
        exercise.title,
        exercise.lesson,
        exercise.level,
        word,
        done,
        progress.attempts(exercise.name),
        progress.minutes(exercise.name),
        result,
    )


def of_answer(course: Course, exercise: Exercise, folder: Path) -> Row:
    """Return a row about the answer in a folder, such as one learner's: its checks are run."""
    answer = course.answer_path(exercise, folder)
    if not answer.is_file():  # nothing handed in
        verdict, result = Verdict.NOT_STARTED, None
    else:
        result = overall(run(course, exercise, answer=answer))
        verdict = result.verdict
    return Row(
        exercise.name,
        exercise.title,
        exercise.lesson,
        exercise.level,
        verdict.value,
        verdict.is_green,
        result=result,
    )


def answers_in(course: Course, folder: Path) -> Path:
    """Return the folder, made absolute, if it holds any answers.

    Raises:
        CourseError: If it is missing, or holds none.
    """
    if not folder.is_dir():
        raise CourseError(f"--answers {folder}: there is no such folder")
    if not any(course.answer_path(exercise, folder).is_file() for exercise in course.exercises):
        raise CourseError(
            f"--answers {folder}: there is no answer in it. "
            f"It should look like {folder.name}/{course.exercises[0].lesson}/{course.exercises[0].name}.py"
        )
    return folder.resolve()


# -------------------------------------------------------------------- formats


def as_json(rows: Sequence[Row]) -> str:
    """One object with a summary, and one object for each exercise."""
    exercises = []
    for row in rows:
        record = asdict(row)
        del record["result"]
        if row.result is not None and not row.passed:
            record["report"] = str(row.result)
        exercises.append(record)
    return json.dumps({"passed": _passed(rows), "of": len(rows), "exercises": exercises}, indent=2)


def as_markdown(rows: Sequence[Row]) -> str:
    """Return a table, and a line that counts."""
    lines = [
        f"{_passed(rows)} of {len(rows)} exercises passed.",
        "",
        "| exercise | title | level | verdict | attempts | minutes |",
        "|---|---|---:|---|---:|---:|",
    ]
    for row in rows:
        title = row.title.replace("|", "\\|")
        cells = (row.exercise, title, row.level, row.verdict, _or_dash(row.attempts), _or_dash(row.minutes))
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def _passed(rows: Iterable[Row]) -> int:
    return sum(row.passed for row in rows)


def _or_dash(value: int | None) -> str:
    return "-" if value is None else str(value)
