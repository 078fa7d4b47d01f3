"""`mqlearn check`: what a check says, how it reads, and its picture."""

from __future__ import annotations

import html
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from mqlearn.cli import predict
from mqlearn.cli.base import (
    app,
    beside_the_verdict,
    labeled,
    open_course,
    out,
    said_plainly,
    shown,
    style,
    tell_trouble,
)
from mqlearn.cli.map import print_next
from mqlearn.course.manifest import Course, CourseError, Exercise
from mqlearn.course.notebook import cells_in
from mqlearn.course.progress import Progress, next_exercise
from mqlearn.course.starters import right_answers
from mqlearn.grading.runner import overall, run
from mqlearn.pictures import Timeline, timeline
from mqlearn.simulation.trace import Event
from mqlearn.verdict import Result, Verdict


@app.command()
def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Exercises to check; the next one if left out.", show_default=False),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Check every exercise.")] = False,
    answer: Annotated[
        Path | None,
        typer.Option(
            help="Check this file instead of yours; your progress stays as it is.", show_default=False
        ),
    ] = None,
    replay: Annotated[
        bool, typer.Option("--replay", help="Run only the check that failed last; progress stays as it is.")
    ] = False,
    picture: Annotated[bool, typer.Option("--picture", help="Draw what happened in a failure.")] = False,
    no_predict: Annotated[
        bool, typer.Option("--no-predict", help="Do not ask for a prediction before the first check.")
    ] = False,
) -> None:
    """Check your answer to an exercise."""
    with said_plainly():
        course, progress = open_course()
        if answer is not None and (not names or len(names) != 1 or everything or replay):
            raise CourseError("--answer goes with the name of one exercise: mqlearn check NAME --answer FILE")
        wanted = _wanted(course, progress, names, everything)
        if replay and len(wanted) != 1:
            raise CourseError("--replay goes with one exercise: mqlearn check NAME --replay")
        if not wanted:
            print_next(course, progress)
        if len(wanted) == 1 and answer is None and not replay and not no_predict:
            with beside_the_verdict("asking for a prediction"):
                predict.ask(course, progress, wanted[0])
        green = True
        for exercise in wanted:
            if replay:
                result = _replay(course, progress, exercise)
            else:
                results = run(course, exercise, answer=answer)
                result = overall(results)
                if answer is None:
                    with beside_the_verdict("saving your progress"):
                        progress.note_check(result)
                        tell_trouble(progress)
                print_result(course, exercise, result, len(results), short=len(wanted) > 1)
            if picture:
                with beside_the_verdict("drawing the picture"):
                    _print_picture(result)
            green = green and result.verdict.is_green
        if green and wanted and answer is None and not replay:
            with beside_the_verdict("showing the next step"):
                out.print()
                print_next(course, progress, after=wanted[-1])
    if not green:
        raise typer.Exit(1)


def _wanted(course: Course, progress: Progress, names: list[str] | None, everything: bool) -> list[Exercise]:
    if everything:
        return list(course.exercises)
    if names:
        return [course.exercise(name) for name in names]
    upcoming = next_exercise(course, progress)
    return [upcoming] if upcoming else []


def _replay(course: Course, progress: Progress, exercise: Exercise) -> Result:
    """Run the check that failed last, and only that one."""
    failed = progress.failed_check(exercise.name)
    if not failed:
        raise CourseError(
            f"no check of {exercise.name} is known to fail, so there is none to replay. "
            f"Check it first: mqlearn check {exercise.name}"
        )
    results = run(course, exercise, only=[failed])
    if not results:  # the course has changed since
        raise CourseError(f"{exercise.name} has no check {failed} any more: mqlearn check {exercise.name}")
    result = overall(results)
    if result.verdict.is_green:
        out.print(Text("PASSED", style="bold green").append(f"  {failed}", style="bold not dim"))
        _print_parts([("check", result.promise), ("now", f"all of them: mqlearn check {exercise.name}")])
    else:
        print_result(course, exercise, result, 1, short=False)
    return result


# ------------------------------------------------------------------- the report


def print_result(course: Course, exercise: Exercise, result: Result, checks: int, *, short: bool) -> None:
    """Print what a check said; after a pass, also why, and what to read.

    Args:
        course: The course.
        exercise: The exercise.
        result: What came out.
        checks: How many checks there were.
        short: Whether a pass is one line only.
    """
    verdict = result.verdict
    head = Text(verdict.value, style=f"bold {style(verdict)}")
    head.append(f"  {exercise.name}", style="bold not dim").append(f"  {verdict.sentence}", style="not bold")
    out.print(head, soft_wrap=not out.is_terminal)
    if verdict.is_green:
        if not short:
            with beside_the_verdict("explaining the pass"):
                _print_praise(course, exercise, checks)
        return
    if verdict is Verdict.NOT_STARTED:
        result.promise = result.replay = ""
    _print_parts(result.parts())
    if verdict is not Verdict.SKIPPED:  # no hint brings what the check needs
        out.print(Text(f"  {'stuck?':<9} mqlearn hint {exercise.name}", style="dim"))


def _print_parts(parts: list[tuple[str, str]]) -> None:
    for label, text in parts:
        if label == "replay":  # to be copied as it is
            out.print(Text(f"  {label:<9} ", style="cyan").append(text, style="default"))
        else:
            labeled(label, text)


def _print_praise(course: Course, exercise: Exercise, checks: int) -> None:
    parts = [
        ("checks", f"{checks} of {checks}"),
        ("you said", Progress(course.root).predicted(exercise.name)),
        ("predict", exercise.predict),
        ("why", exercise.why),
    ]
    with beside_the_verdict("finding the place in the lesson"):
        parts.append(("read", _reading(course, exercise)))
    parts.append(("break it", exercise.break_it))
    with beside_the_verdict("finding the solution"):
        if not course.locked and right_answers(course, exercise):
            parts.append(("compare", f"mqlearn solution {exercise.name}"))
    _print_parts([(label, text) for label, text in parts if text])


def _reading(course: Course, exercise: Exercise) -> str:
    """Say where the lesson shows it: the notebook, and the last heading before the cell."""
    lesson, _, wanted = exercise.link.partition("#")
    path = course.root / "lessons" / f"{lesson}.ipynb"
    heading = ""
    if path.exists():
        for cell in cells_in(path):
            if cell["cell_type"] == "markdown":
                heads = [
                    line.lstrip("# ") for line in "".join(cell["source"]).splitlines() if line.startswith("#")
                ]
                heading = heads[-1] if heads else heading
            if cell.get("id") == wanted:
                break
    return shown(course, path) + (f", under “{heading}”" if heading else "")


# ------------------------------------------------------------------ the picture


def _print_picture(result: Result) -> None:
    """Draw the events of a failure: as text here, as a picture in a file."""
    out.print()
    if result.verdict.is_green:
        out.print("A picture is drawn of a failure, and nothing failed.")
        return
    if not result.outcome.trace:
        out.print("There is no picture: this check keeps no log of events. What it saw is all there is.")
        return
    events = [Event(**event) for event in result.outcome.trace]
    drawn = timeline(events, title=f"{result.verdict.value}: {result.outcome.did}")
    out.print(Text(str(drawn)))
    with tempfile.NamedTemporaryFile(
        "w", prefix=f"mqlearn-{result.exercise}-", suffix=".html", delete=False, encoding="utf-8"
    ) as file:
        file.write(_page(result, drawn))
    out.print(Text("\nAs a picture, for your browser: ", style="bold").append(file.name, style="not bold"))


def _page(result: Result, drawn: Timeline) -> str:
    """Return a page that stands alone: the picture, and below it the report."""
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8">'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{html.escape(result.verdict.value)}: {html.escape(result.exercise)}</title>\n"
        '<body style="max-width: 60rem; margin: 2rem auto; font-family: sans-serif">\n'
        f"{drawn._repr_svg_()}\n<pre>{html.escape(str(result))}</pre>\n</body></html>\n"
    )
