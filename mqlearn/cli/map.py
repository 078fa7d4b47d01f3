"""The map of the course, and the next step."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import typer
from rich.text import Text

from mqlearn.cli.base import app, err, open_course, out, said_plainly, shown, style
from mqlearn.course.manifest import Course, Exercise, Lesson
from mqlearn.course.progress import Progress, next_exercise
from mqlearn.verdict import plain


@app.callback(invoke_without_command=True)
def map_of_the_course(context: typer.Context) -> None:
    """Learn asynchronous messaging by building, breaking and repairing queues.

    Without a command: the map of the course, your progress, and the next step.
    """
    if context.invoked_subcommand is not None:
        return
    with said_plainly():
        course, progress = open_course()
        print_map(course, progress)
        out.print()
        print_next(course, progress)
        if why := course.misfit():
            err.print(Text(plain(f"mqlearn: {why}"), style="yellow"))


def print_map(course: Course, progress: Progress) -> None:
    """Print every lesson with its exercises, and how far the learner is."""
    done = sum(progress.done(e.name) for e in course.exercises)
    out.print(Text(f"mqlearn: {done} of {len(course.exercises)} exercises passed\n", style="bold"))
    for lesson in course.lessons:
        _print_lesson(course, progress, lesson)


def _print_lesson(course: Course, progress: Progress, lesson: Lesson) -> None:
    number, _, _ = lesson.name.partition("_")
    line = Text(f" {number}  {lesson.title}", style="" if lesson.ready else "dim")
    line.append(f"  {lesson.minutes} min" if lesson.ready else "  still to come", style="dim")
    out.print(line)
    for exercise in course.exercises_of(lesson):
        verdict = progress.verdict(exercise.name)
        passed = progress.done(exercise.name)
        row = Text("     ")
        row.append("✓ " if passed else "· ", style="green" if passed else "dim")
        row.append(f"{exercise.name:<22}")
        row.append(f"{'●' * exercise.level:<4}", style="dim")
        row.append(f"{exercise.minutes:>3} min", style="dim")
        if verdict is not None and not verdict.is_green:
            row.append(f"  {verdict.value}", style=style(verdict))
        if progress.checked_in(exercise.name):
            row.append(f"  in the {progress.checked_in(exercise.name)}", style="dim")
        out.print(row)


def print_next(course: Course, progress: Progress, after: Exercise | None = None) -> None:
    """Print what to do next, as commands to be typed; what comes behind ``after`` comes first."""
    exercise = next_exercise(course, progress, after)
    if exercise is None:
        out.print(Text("Everything that is here is passed. Well done.", style="green"))
        return
    print_step(course, exercise)
    out.print(f"  check   mqlearn check {exercise.name}")
    _print_activation()


def print_step(course: Course, exercise: Exercise) -> None:
    """Print what to read and what to edit for an exercise."""
    lesson = course.lesson(exercise.lesson)
    out.print(Text(f"Next: {exercise.title}", style="bold"))
    if course.exercises_of(lesson)[0] is exercise:
        out.print(f"  read    mqlearn lesson {lesson.name[:2]}")
    out.print(f"  edit    {shown(course, course.answer_path(exercise))}")


def _print_activation() -> None:
    """Say how to get the command into this terminal, when it is not there yet."""
    if shutil.which("mqlearn") is not None or sys.prefix == sys.base_prefix:
        return
    folder = Path(sys.prefix)
    place = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    script = f"{place}\\Scripts\\activate" if sys.platform == "win32" else f"source {place}/bin/activate"
    out.print(Text(f"  first   {script}    (once in each terminal, so that mqlearn and pytest are found)"))
