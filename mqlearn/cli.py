"""The ``mqlearn`` command: thin, it calls what is below and prints it.

Exit codes: 0 all is well, 1 something is not green, 2 the call or the course is wrong.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.syntax import Syntax
from rich.text import Text

from mqlearn.grading import lint as course_lint
from mqlearn.grading.course import Course, CourseError, Exercise, Lesson
from mqlearn.grading.doctor import examine
from mqlearn.grading.progress import Progress
from mqlearn.grading.runner import overall, run
from mqlearn.grading.starters import StarterMissing, keep_answer, starter_of
from mqlearn.grading.verdict import Result, Verdict

app = typer.Typer(
    name="mqlearn",
    help="Learn asynchronous messaging by building, breaking and repairing queues.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False, soft_wrap=True)

Name = Annotated[str, typer.Argument(help="The exercise's name, such as list_queue.", show_default=False)]


@contextmanager
def _said_plainly() -> Iterator[None]:
    """What is wrong with the course or the call is one sentence, not a traceback."""
    try:
        yield
    except CourseError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(Text(f"mqlearn: {error}"))
        raise typer.Exit(2) from None


def _open() -> tuple[Course, Progress]:
    course = Course.find()
    progress = Progress(course.root)
    if progress.trouble:
        out.print(Text(progress.trouble, style="yellow"))
    return course, progress


def _style(verdict: Verdict | None) -> str:
    if verdict is Verdict.PASSED:
        return "green"
    return (
        "yellow" if verdict in (None, Verdict.NOT_STARTED, Verdict.SKIPPED, Verdict.INCONCLUSIVE) else "red"
    )


def _next(course: Course, progress: Progress) -> Exercise | None:
    """The first exercise that never passed, or that does not pass any more."""

    def done(exercise: Exercise) -> bool:
        return progress.passed(exercise.name) and progress.verdict(exercise.name) in (None, Verdict.PASSED)

    return next((e for e in course.exercises if not done(e)), None)


def _shown(course: Course, path: Path) -> str:
    """A path as the learner would type it."""
    here = Path.cwd()
    base = here if path.is_relative_to(here) else course.root
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else str(path)


# ------------------------------------------------------------------------ map


@app.callback(invoke_without_command=True)
def map_of_the_course(context: typer.Context) -> None:
    """Learn asynchronous messaging by building, breaking and repairing queues.

    Without a command: the map of the course, your progress, and the next step.
    """
    if context.invoked_subcommand is not None:
        return
    with _said_plainly():
        course, progress = _open()
        done = sum(progress.passed(e.name) for e in course.exercises)
        out.print(Text(f"mqlearn: {done} of {len(course.exercises)} exercises passed\n", style="bold"))
        for lesson in course.lessons:
            _print_lesson(course, progress, lesson)
        out.print()
        _print_next(course, progress)


def _print_lesson(course: Course, progress: Progress, lesson: Lesson) -> None:
    number, _, _ = lesson.name.partition("_")
    line = Text(f" {number}  {lesson.title}", style="" if lesson.ready else "dim")
    line.append(f"  {lesson.minutes} min" if lesson.ready else "  still to come", style="dim")
    out.print(line)
    for exercise in course.exercises_of(lesson):
        verdict = progress.verdict(exercise.name)
        passed = progress.passed(exercise.name)
        row = Text("     ")
        row.append("✓ " if passed else "· ", style="green" if passed else "dim")
        row.append(f"{exercise.name:<22}")
        row.append(f"{'●' * exercise.level:<4}", style="dim")
        row.append(f"{exercise.minutes:>3} min", style="dim")
        if verdict is not None and not verdict.is_green:
            row.append(f"  {verdict.value}", style=_style(verdict))
        out.print(row)


def _print_next(course: Course, progress: Progress) -> None:
    exercise = _next(course, progress)
    if exercise is None:
        out.print(Text("Everything that is here is passed. Well done.", style="green"))
        return
    lesson = course.lesson(exercise.lesson)
    first = course.exercises_of(lesson)[0] is exercise
    out.print(Text("Next: ", style="bold").append(exercise.title, style="bold"))
    if first:
        out.print(f"  read    mqlearn lesson {lesson.name[:2]}")
    out.print(f"  edit    {_shown(course, course.answer_path(exercise))}")
    out.print(f"  check   mqlearn check {exercise.name}")
    _print_activation()


def _print_activation() -> None:
    """Say how to get the command into this terminal, when it is not there yet."""
    if shutil.which("mqlearn") is not None or sys.prefix == sys.base_prefix:
        return
    folder = Path(sys.prefix)
    shown = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    script = f"{shown}\\Scripts\\activate" if sys.platform == "win32" else f"source {shown}/bin/activate"
    out.print(Text(f"  first   {script}    (once in each terminal, so that mqlearn and pytest are found)"))


# ---------------------------------------------------------------------- check


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
) -> None:
    """Check your answer to an exercise."""
    with _said_plainly():
        course, progress = _open()
        if answer is not None:
            if not names or len(names) != 1 or everything:
                raise CourseError(
                    "--answer goes with the name of one exercise: mqlearn check NAME --answer FILE"
                )
            exercise = course.exercise(names[0])
            results = run(course, exercise, answer=answer)
            _print_result(course, exercise, overall(results), len(results), short=False)
            raise typer.Exit(0 if overall(results).verdict.is_green else 1)
        if everything:
            wanted = list(course.exercises)
        elif names:
            wanted = [course.exercise(name) for name in names]
        else:
            upcoming = _next(course, progress)
            wanted = [upcoming] if upcoming else []
        if not wanted:
            _print_next(course, progress)
        green = True
        for exercise in wanted:
            results = run(course, exercise)
            result = overall(results)
            progress.note_check(result)
            _print_result(course, exercise, result, len(results), short=len(wanted) > 1)
            green = green and result.verdict.is_green
        if green and wanted:
            out.print()
            _print_next(course, progress)
    if not green:
        raise typer.Exit(1)


def _print_result(course: Course, exercise: Exercise, result: Result, checks: int, *, short: bool) -> None:
    verdict = result.verdict
    head = Text(verdict.value, style=f"bold {_style(verdict)}")
    head.append(f"  {exercise.name}", style="bold not dim").append(f"  {verdict.sentence}", style="not bold")
    out.print(head)
    if verdict.is_green:
        if not short:
            _print_praise(course, exercise, checks)
        return
    if verdict is Verdict.NOT_STARTED:
        result.promise = result.replay = ""
    for label, text in result.parts():
        first, *rest = text.splitlines()
        out.print(Text(f"  {label:<9} ", style="cyan").append(first, style="default"))
        for line in rest:
            out.print(Text(f"  {'':<9} {line}"))
    out.print(Text(f"  {'stuck?':<9} mqlearn hint {exercise.name}", style="dim"))


def _print_praise(course: Course, exercise: Exercise, checks: int) -> None:
    parts = [
        ("checks", f"{checks} of {checks}"),
        ("predict", exercise.predict),
        ("why", exercise.why),
        ("read", _reading(course, exercise)),
        ("break it", exercise.break_it),
    ]
    if course.solution_path(exercise).exists():
        parts.append(("compare", f"mqlearn solution {exercise.name}"))
    for label, text in parts:
        out.print(Text(f"  {label:<9} ", style="cyan").append(text, style="default"))


def _reading(course: Course, exercise: Exercise) -> str:
    """Where the lesson shows it: the notebook, and the last heading before the cell."""
    lesson, _, wanted = exercise.link.partition("#")
    path = course.root / "lessons" / f"{lesson}.ipynb"
    heading = ""
    if path.exists():
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                heads = [
                    line.lstrip("# ") for line in "".join(cell["source"]).splitlines() if line.startswith("#")
                ]
                heading = heads[-1] if heads else heading
            if cell["id"] == wanted:
                break
    return _shown(course, path) + (f", under “{heading}”" if heading else "")


# ------------------------------------------------------- hint, solution, reset


@app.command()
def hint(
    name: Annotated[
        str | None, typer.Argument(help="The exercise's name; the next one if left out.", show_default=False)
    ] = None,
) -> None:
    """Show the next hint for an exercise; there are three."""
    with _said_plainly():
        course, progress = _open()
        upcoming = _next(course, progress) or course.exercises[0]
        exercise = course.exercise(name) if name else upcoming
        read = min(progress.hints(exercise.name) + 1, len(exercise.hints))
        progress.note_hints(exercise.name, read)
        for number, text in enumerate(exercise.hints[:read], 1):
            out.print(
                Text(f"hint {number} of {len(exercise.hints)}  ", style="cyan").append(text, style="default")
            )
        if read == len(exercise.hints) and course.solution_path(exercise).exists():
            out.print(
                Text(
                    f"That was the last one. Still stuck: mqlearn solution {exercise.name} --give-up",
                    style="dim",
                )
            )


@app.command()
def solution(
    name: Name,
    give_up: Annotated[bool, typer.Option("--give-up", help="Show it before you have passed.")] = False,
) -> None:
    """Show the solution of an exercise, once you have passed it."""
    with _said_plainly():
        course, progress = _open()
        exercise = course.exercise(name)
        if not progress.passed(exercise.name) and not give_up:
            out.print(
                f"You have not passed {exercise.name} yet. A hint helps more: mqlearn hint {exercise.name}\n"
                f"To see the solution all the same: mqlearn solution {exercise.name} --give-up"
            )
            raise typer.Exit(1)
        paths = [course.solution_path(exercise), *course.alternatives(exercise)]
        if not paths[0].exists():
            raise CourseError("this copy of the course comes without solutions")
        for path in paths:
            out.print(Text(f"\n# {_shown(course, path)}", style="dim"))
            code = path.read_text(encoding="utf-8")
            if out.is_terminal:
                out.print(Syntax(code, "python", theme="ansi_light", background_color="default"))
            else:
                out.print(Text(code))


@app.command()
def reset(name: Name) -> None:
    """Put the starter of an exercise back. Your answer is kept beside it."""
    with _said_plainly():
        course, progress = _open()
        exercise = course.exercise(name)
        path = course.answer_path(exercise)
        try:
            starter = starter_of(course, exercise)
        except StarterMissing as error:
            raise CourseError(str(error)) from None
        if path.exists() and path.read_text(encoding="utf-8") == starter:
            out.print(f"{_shown(course, path)} is the starter already. Nothing was changed.")
        else:
            kept = keep_answer(path)
            path.write_text(starter, encoding="utf-8")
            out.print(f"{_shown(course, path)} is the starter again.")
            if kept:
                out.print(f"Your answer was kept as {_shown(course, kept)}.")
        progress.begin_anew(exercise.name)
        if progress.passed(exercise.name):
            out.print("That you once passed it stays on the map.")


# --------------------------------------------------------------------- lesson


@app.command()
def lesson(
    number: Annotated[
        str | None, typer.Argument(help="The lesson's number, such as 02.", show_default=False)
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="Print it here, as text.")] = False,
    answers: Annotated[bool, typer.Option("--answers", help="With --text: the folded answers, too.")] = False,
) -> None:
    """Open a lesson in JupyterLab; without a number, the one that is next."""
    with _said_plainly():
        course, progress = _open()
        if number is None:
            upcoming = _next(course, progress)
            number = upcoming.lesson if upcoming else course.lessons[0].name
        wanted = course.lesson(number)
        path = course.lesson_path(wanted)
        if not wanted.ready or not path.exists():
            raise CourseError(f"lesson {wanted.name} is still to come. The map shows what is here: mqlearn")
        if text:
            _print_notebook(path, answers)
            return
        if shutil.which("jupyter", path=_beside_python()) is None or not sys.stdout.isatty():
            out.print(_shown(course, path))
            out.print("Open it in JupyterLab or any editor for notebooks, or read it here: ", end="")
            out.print(f"mqlearn lesson {wanted.name[:2]} --text")
            return
        command = [sys.executable, "-m", "jupyter", "lab", str(path)]
        out.print(f"Starting JupyterLab on {_shown(course, path)}. Ctrl+C twice ends it.")
        raise typer.Exit(subprocess.run(command, check=False).returncode)


def _beside_python() -> str:
    return str(Path(sys.executable).parent)


def _print_notebook(path: Path, answers: bool) -> None:
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            folded = r"<details><summary>(.*?)</summary>\s*(.*?)\s*</details>"
            source = re.sub(
                folded,
                r"*\1:* \2" if answers else r"*\1: folded; show it with --answers*",
                source,
                flags=re.S,
            )
            out.print(Markdown(source), soft_wrap=False, width=min(out.width, 100))
            continue
        out.print(Syntax(source, "python", theme="ansi_light", background_color="default"))
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            shown = output.get("text") or data.get("text/plain") or output.get("traceback", [])[-1:]
            out.print(Text.from_ansi("".join(shown)), style="dim")
        out.print()


# ------------------------------------------------------------- doctor and lint


@app.command()
def doctor() -> None:
    """Look whether everything that the course needs is here and works."""
    well = True
    for finding in examine():
        well = well and finding.ok
        mark = Text("  ok   " if finding.ok else "  MISSING  ", style="green" if finding.ok else "red")
        out.print(mark.append(f"{finding.what}: {finding.seen}", style="default"))
        if not finding.ok:
            out.print(f"           {finding.mend}")
    if not well:
        raise typer.Exit(1)
    out.print("Everything is here. The next step: mqlearn")


@app.command(hidden=True)
def lint() -> None:
    """For authors: hold the whole course against its own rules. Takes a minute or two."""
    with _said_plainly():
        course = Course.find()
        complaints = course_lint.structure(course)
        for complaint in complaints:
            out.print(Text(complaint))
        tried = 0
        for trial in course_lint.trials(course):
            tried += 1
            complaint = trial.complaint()
            if complaint:
                complaints.append(complaint)
                out.print(Text(complaint))
        out.print(f"{tried} answers tried, {len(complaints)} complaints")
        if complaints:
            raise typer.Exit(1)
