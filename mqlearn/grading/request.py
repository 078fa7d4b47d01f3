"""The request to a child process or a page: which checks to run against which answer, and for how long."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mqlearn.course.check_file import Check
from mqlearn.course.manifest import Course, Exercise
from mqlearn.grading.limits import BUSY_MACHINE, CHECK_SECONDS


@dataclass(frozen=True, slots=True)
class Request:
    """One answer and the checks that it has to meet.

    Attributes:
        token: Proves that the child reached its end: the answer does not know it.
        exercise: The exercise's name.
        answer: The file with the answer.
        check_file: The file with the checks.
        checks: The names of the checks to run, in order.
        seconds: How long one check may take.
        longest: How long it may take if its event loop keeps turning. At least ``seconds``.
        latest: The time after which it is ended in any case, in seconds of real time.
    """

    token: str
    exercise: str
    answer: str
    check_file: str
    checks: tuple[str, ...]
    seconds: float
    longest: float
    latest: float

    @classmethod
    def of(
        cls,
        course: Course,
        exercise: Exercise,
        checks: Sequence[Check],
        answer: Path,
        seconds: float = CHECK_SECONDS,
    ) -> Request:
        """Return the request for these checks.

        Args:
            course: The course.
            exercise: The exercise.
            checks: The checks to run, in order.
            answer: The file with the answer.
            seconds: How long one check may take. An exercise that asks for more gets more.
        """
        longest = max(seconds, exercise.seconds)
        return cls(
            token=secrets.token_hex(8),
            exercise=exercise.name,
            answer=str(answer),
            check_file=str(course.check_path(exercise)),
            checks=tuple(check.name for check in checks),
            seconds=seconds,
            longest=longest,
            latest=BUSY_MACHINE * longest,
        )

    def to_json(self) -> dict[str, Any]:
        """Return this as plain values by name."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Request:
        """Make a request of what `to_json` returned."""
        return cls(**{**data, "checks": tuple(data["checks"])})
