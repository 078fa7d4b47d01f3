"""The pytest plugin: ``pytest exercises/02_messages_and_queues`` works by itself.

Each check file of the course becomes as many test items as it has checks. They
are run by `runner`, in a child process; pytest itself never imports an answer,
so an answer cannot reach into pytest. ``--answers solutions`` puts another
folder of answers under test. Outside a course, the plugin does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mqlearn.course.check_file import checks_in
from mqlearn.course.manifest import Course, CourseError, Exercise
from mqlearn.course.progress import Progress
from mqlearn.grading.runner import overall, run
from mqlearn.verdict import Result, Verdict, plain


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--answers``."""
    group = parser.getgroup("mqlearn")
    group.addoption(
        "--answers",
        metavar="FOLDER",
        help="check the answers in this folder (FOLDER/LESSON/NAME.py) instead of your own, e.g. solutions",
    )


TROUBLES = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Start with no troubles."""
    config.stash[TROUBLES] = []


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CheckFile | None:
    """Collect a check file of the course as checks."""
    if file_path.suffix != ".py" or not file_path.name.startswith("test_"):
        return None
    root = file_path.parents[2] if len(file_path.parents) > 2 else file_path.parent
    if not (root / "exercises" / "course.toml").is_file() or file_path.parents[1] != root / "exercises":
        return None
    course = Course(root)
    try:
        exercise = course.exercise(file_path.stem)
        if course.check_path(exercise) != file_path:
            return None
    except CourseError as error:
        raise pytest.UsageError(str(error)) from None
    return CheckFile.from_parent(parent, path=file_path, course=course, exercise=exercise)


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Keep pytest from importing check files, which are collected above."""
    if (module_path.parents[1] / "course.toml").is_file() and module_path.parents[1].name == "exercises":
        return _Nothing.from_parent(parent, path=module_path)
    return None


class _Nothing(pytest.Module):
    def collect(self) -> list[pytest.Item | pytest.Collector]:
        return []


class CheckFile(pytest.File):
    """The check file of one exercise."""

    def __init__(self, *, course: Course, exercise: Exercise, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.course = course
        self.exercise = exercise
        self.results: dict[str, Result] | None = None

    def collect(self) -> Iterator[CheckItem]:
        """Yield an item for each check function."""
        for check in checks_in(self.path):
            yield CheckItem.from_parent(self, name=check.name, promise=check.promise, line=check.line)

    def answer(self) -> Path:
        """Return the file under test."""
        folder = self.config.getoption("--answers")
        if not folder:
            return self.course.answer_path(self.exercise)
        for base in (self.config.invocation_params.dir, self.course.root):
            if (base / folder).is_dir():
                return self.course.answer_path(self.exercise, (base / folder).resolve())
        raise pytest.UsageError(f"--answers {folder}: there is no such folder, here or in the course")

    def result_of(self, item: CheckItem) -> Result:
        """Return the result of one check. The first call runs all selected checks of this file."""
        if self.results is None:
            wanted = [i.name for i in self.session.items if i.parent is self]
            results = run(self.course, self.exercise, answer=self.answer(), only=wanted)
            self.results = {r.check: r for r in results}
            if self.answer() == self.course.answer_path(self.exercise) and len(wanted) == len(
                checks_in(self.path)
            ):
                self.config.stash[TROUBLES] += _noted(self.course, overall(results))
        return self.results[item.name]


def _noted(course: Course, result: Result) -> list[str]:
    """Save the learner's progress. Return what went wrong: it changes no verdict."""
    try:
        progress = Progress(course.root)
        progress.note_check(result)
    except Exception as error:
        return [plain(f"Your progress could not be saved ({type(error).__name__}: {error}).")]
    return [progress.trouble] if progress.trouble else []


class CheckItem(pytest.Item):
    """One check of one exercise."""

    def __init__(self, *, promise: str, line: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.promise = promise
        self.line = line

    def runtest(self) -> None:
        """Get the result and raise anything but a pass."""
        assert isinstance(self.parent, CheckFile)
        result = self.parent.result_of(self)
        self.user_properties.append(("verdict", result.verdict.value))
        if result.verdict is Verdict.SKIPPED:
            raise pytest.skip.Exception(result.outcome.saw, _use_item_location=True)
        if not result.verdict.is_green:
            raise NotGreen(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: object, **__: object) -> Any:
        """Return the verdict instead of a traceback."""
        if isinstance(excinfo.value, NotGreen):
            return str(excinfo.value.result)
        if isinstance(excinfo.value, CourseError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the check's place and promise."""
        assert isinstance(self.parent, CheckFile)
        return self.path, self.line - 1, f"{self.parent.exercise.name}: {self.promise}"


class NotGreen(Exception):
    """Carries a result to pytest's report."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.verdict.value)
        self.result = result


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Show the verdict instead of FAILED, and count starters separately."""
    verdict = dict(report.user_properties).get("verdict") if report.when == "call" else None
    if verdict is None or not report.failed:
        return None
    if verdict == Verdict.NOT_STARTED.value:
        return "not started", "N", "NOT STARTED"
    return "failed", "F", str(verdict)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print a line for each exercise that is not started, with the line to write."""
    for trouble in dict.fromkeys(terminalreporter.config.stash[TROUBLES]):
        terminalreporter.write_line(trouble)
    for report in terminalreporter.stats.get("not started", []):
        name = Path(report.nodeid.split("::")[0]).stem.removeprefix("test_")
        look = next((x for x in str(report.longrepr).splitlines() if x.startswith("  look at")), "")
        terminalreporter.write_line(f"NOT STARTED: {name}. {look.removeprefix('  look at').strip()}")
