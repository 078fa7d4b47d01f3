"""Every known answer of the course, right or wrong, tried against its check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mqlearn.checks.engines import missing
from mqlearn.course.lint import declared_verdict
from mqlearn.course.manifest import Course, Exercise
from mqlearn.grading.limits import CHECK_SECONDS, ENDLESS_ANSWER_SECONDS, WRONG_ANSWER_SECONDS
from mqlearn.grading.runner import Start, fresh_interpreter, overall, run
from mqlearn.verdict import Verdict

ENDLESS = (Verdict.SPINNING, Verdict.STUCK, Verdict.LOOP_BLOCKED)
"""The verdicts of an answer that never ends."""


@dataclass(frozen=True)
class Trial:
    """One answer and the verdict that it must get.

    Attributes:
        course: The course.
        exercise: The exercise.
        answer: The file.
        wanted: The verdict that it must get.
    """

    course: Course
    exercise: Exercise
    answer: Path
    wanted: Verdict

    def __str__(self) -> str:
        return f"{self.exercise.name}-{self.answer.parent.name}-{self.answer.stem}"

    @property
    def limit(self) -> float:
        """The longest time for one check, in seconds."""
        if self.wanted in (Verdict.PASSED, Verdict.NOT_STARTED):
            return CHECK_SECONDS
        if self.wanted in ENDLESS and not self.exercise.engine:
            return ENDLESS_ANSWER_SECONDS
        return WRONG_ANSWER_SECONDS

    @property
    def skipped(self) -> str:
        """The reason why it cannot be tried here; "" when it can."""
        return missing(self.exercise.engine)

    def complaint(self, start: Start = fresh_interpreter, limit: float | None = None) -> str:
        """Run it; return what is wrong with the verdict, or "", also when it cannot be tried here.

        Args:
            start: Starts the child in which the answer meets its checks.
            limit: How long one check may take, in seconds, if that is not `limit`.
        """
        if self.skipped:
            return ""
        limit = self.limit if limit is None else limit
        result = overall(run(self.course, self.exercise, answer=self.answer, limit=limit, start=start))
        if result.verdict is self.wanted:
            return ""
        where = self.answer.relative_to(self.course.root).as_posix()
        return f"{where} must be {self.wanted.value} and is {result.verdict.value}:\n{result}"


def trials(course: Course) -> Iterator[Trial]:
    """Yield every known answer, with the verdict that it must get."""
    for exercise in course.exercises:
        yield Trial(course, exercise, course.answer_path(exercise), Verdict.NOT_STARTED)
        for path in (course.solution_path(exercise), *course.alternatives(exercise)):
            yield Trial(course, exercise, path, Verdict.PASSED)
        for path in course.wrong_answers(exercise):
            yield Trial(course, exercise, path, declared_verdict(path))
