"""``check("async_get")`` in a notebook: what `mqlearn check` says, as an object that shows itself.

    from mqlearn import check

    check("async_get")              # the verdict, the picture of the failing run, what comes next
    check("async_get", hint=True)   # the same, and one more hint

The answer runs in a child process, as it does in a terminal, so the kernel's
own event loop and names are out of its reach.

But: it does not ask for a prediction. A starter that has not been begun is not
noted as a try either, because a lesson's cells are often run all at once.
But: a browser has no processes. There, the exercise's own page checks it.
"""

from __future__ import annotations

import html
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mqlearn.course.manifest import Course, CourseError, Exercise
from mqlearn.course.progress import Progress, next_exercise
from mqlearn.course.starters import PACKED
from mqlearn.grading.drawing import drawn
from mqlearn.grading.runner import overall, run
from mqlearn.pictures.svg import BLUE, GREEN, VERMILION
from mqlearn.verdict import Result, Verdict, indented, plain

Parts = list[tuple[str, str]]
AS_PRINTED = ("saw", "expected", "printed", "replay")
"""The parts whose lines may be set in columns."""
UNDECIDED = (None, Verdict.NOT_STARTED, Verdict.SKIPPED, Verdict.INCONCLUSIVE)


@dataclass(frozen=True, repr=False)
class Checked:
    """The result of a check of your answer; a notebook shows it as HTML, everything else as text.

    Attributes:
        verdict: The verdict; None if nothing could be checked.
        says: The exercise and the verdict's sentence, or why nothing could be checked.
        parts: The labeled parts of the report, in reading order.
        picture: The failing run as SVG; "" if the check keeps no log of events.
        link: Where to check it instead; "" for here.
    """

    verdict: Verdict | None
    says: str
    parts: tuple[tuple[str, str], ...] = ()
    picture: str = ""
    link: str = ""

    def __str__(self) -> str:
        head = f"{self.verdict.value}: {self.says}" if self.verdict else self.says
        return "\n".join([head, *(indented(label, text) for label, text in self.parts)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        green = self.verdict is not None and self.verdict.is_green
        color = GREEN if green else BLUE if self.verdict in UNDECIDED else VERMILION
        says = f'<a href="{_html(self.link)}">{_html(self.says)}</a>' if self.link else _html(self.says)
        name = f"<strong>{self.verdict.value}</strong> " if self.verdict else ""
        rows = "".join(_row(label, text) + "\n" for label, text in self.parts)
        # Ink and paper are the page's own, so it follows dark mode; the color is a mark beside the text.
        return (
            f'<div style="border-left:0.2em solid {color};padding-left:0.8em">\n<div>{name}{says}</div>\n'
            f"{rows}{self.picture}</div>"
        )


def _row(label: str, text: str) -> str:
    lines = "<br>".join(map(_html, text.splitlines()))
    style = "flex:1;min-width:0;white-space:pre-wrap;overflow-wrap:anywhere"
    style += ";font-family:monospace" if label in AS_PRINTED else ""
    head = f'<span style="flex:0 0 5em">{_html(label)}</span>'
    return f'<div style="display:flex;margin-top:0.3em">{head} <span style="{style}">{lines}</span></div>'


def _html(text: str) -> str:
    return html.escape(text, quote=True)


def check(name: str, *, hint: bool = False) -> Checked:
    """Check your answer to an exercise, and save your progress, as `mqlearn check` does.

    Args:
        name: The exercise's name, such as ``async_get``.
        hint: True to read one more hint; the hints that you have read before come with it.
    """
    try:
        if sys.platform == "emscripten":
            return _on_its_page(Course(PACKED).exercise(name))
        course = Course.find()
        exercise = course.exercise(name)
        progress = Progress(course.root)
        results = run(course, exercise)
    except CourseError as error:  # one sentence, not a traceback through files that are not the reader's
        return Checked(None, f"mqlearn: {error}")
    result = overall(results)
    with suppress(Exception):  # nothing that fails beside a verdict changes it
        if result.verdict is not Verdict.NOT_STARTED or progress.verdict(exercise.name) is not None:
            progress.note_check(result)
    if result.verdict.is_green:
        result.promise = result.replay = ""  # of one check, not of the whole exercise
    # A starter's report is the next step, and stays the same when lines of the starter move.
    parts = [] if result.verdict is Verdict.NOT_STARTED else result.parts()
    if result.verdict.is_green:
        parts += _beside(lambda: _praise(course, exercise, progress, len(results)))
        parts += _beside(lambda: _next(course, progress, exercise))
    else:
        if hint:
            parts += _beside(lambda: _hints(exercise, progress))
        parts += _beside(lambda: _step(course, exercise, result, hint))
    if progress.trouble:
        parts.append(("progress", progress.trouble))
    picture = ""
    with suppress(Exception):
        found = drawn(result)
        picture = found._repr_svg_() if found else ""
    return Checked(result.verdict, f"{exercise.name}. {result.verdict.sentence}", tuple(parts), picture)


def _beside(parts: Callable[[], Parts]) -> Parts:
    """Return the parts that go with a verdict, or one that says why they cannot be shown."""
    try:
        return parts()
    except Exception as error:
        why = plain(f"{type(error).__name__}: {error}")
        return [("trouble", f"the rest cannot be shown ({why:.200}). In a terminal: mqlearn doctor")]


def _praise(course: Course, exercise: Exercise, progress: Progress, checks: int) -> Parts:
    lesson, _, cell = exercise.link.partition("#")
    parts = [
        ("checks", f"{checks} of {checks}"),
        ("you said", progress.predicted(exercise.name)),
        ("predict", exercise.predict),
        ("why", exercise.why),
        ("read", f"cell {cell} of lesson {lesson[:2]}"),
        ("break it", exercise.break_it),
        ("compare", "" if course.locked else f"mqlearn solution {exercise.name}   (in a terminal)"),
    ]
    return [(label, text) for label, text in parts if text]


def _next(course: Course, progress: Progress, exercise: Exercise) -> Parts:
    upcoming = next_exercise(course, progress, after=exercise)
    if upcoming is None:
        return [("next", "Everything that is here is passed. Well done.")]
    return [("next", f'{upcoming.title}: edit {_file(course, upcoming)}, then check("{upcoming.name}")')]


def _hints(exercise: Exercise, progress: Progress) -> Parts:
    read = min(progress.hints(exercise.name) + 1, len(exercise.hints))
    progress.note_hints(exercise.name, read)
    return [(f"hint {number}", text) for number, text in enumerate(exercise.hints[:read], 1)]


def _step(course: Course, exercise: Exercise, result: Result, hint: bool) -> Parts:
    if result.verdict is Verdict.SKIPPED:
        return []
    parts = [("next", f"edit {_file(course, exercise)}, save it, and run this cell again")]
    if not hint:
        parts.append(("stuck?", f'check("{exercise.name}", hint=True)'))
    return parts


def _file(course: Course, exercise: Exercise) -> str:
    path: Path = course.answer_path(exercise)
    return path.relative_to(course.root).as_posix()


def _on_its_page(exercise: Exercise) -> Checked:
    """Lead to the page that starts an interpreter of its own for each check."""
    if exercise.not_in_the_browser:
        what = exercise.not_in_the_browser
        return Checked(
            None, f"{exercise.name} needs {what}, and a browser has none: check it on your machine."
        )
    says = f"On this site, the page of the exercise checks your answer: {exercise.title}"
    return Checked(None, says, link=f"../../exercises/{exercise.name}/")
