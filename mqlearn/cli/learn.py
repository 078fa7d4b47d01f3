"""Help on the way: hints, solutions, a fresh start, and the lessons."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Annotated

import typer
from rich.markdown import Markdown
from rich.syntax import Syntax
from rich.text import Text

from mqlearn.cli.base import (
    Name,
    NextOrName,
    app,
    labeled,
    open_course,
    out,
    said_plainly,
    shown,
    tell_trouble,
)
from mqlearn.course.files import keep, write_whole
from mqlearn.course.manifest import Course, CourseError, Exercise, Lesson
from mqlearn.course.notebook import cells_in
from mqlearn.course.progress import Progress, next_exercise
from mqlearn.course.starters import lesson_of, right_answers, starter_of


@app.command()
def hint(name: NextOrName = None) -> None:
    """Show the next hint for an exercise; there are three."""
    with said_plainly():
        course, progress = open_course()
        upcoming = next_exercise(course, progress) or course.exercises[0]
        print_hints(course, progress, course.exercise(name) if name else upcoming)


def print_hints(course: Course, progress: Progress, exercise: Exercise) -> None:
    """Print the hints that were read before, and one more."""
    read = min(progress.hints(exercise.name) + 1, len(exercise.hints))
    progress.note_hints(exercise.name, read)
    tell_trouble(progress)
    for number, text in enumerate(exercise.hints[:read], 1):
        labeled(f"hint {number} of {len(exercise.hints)}", text, wide=11)
    if read == len(exercise.hints) and not course.locked and right_answers(course, exercise):
        give_up = "" if progress.passed(exercise.name) else " --give-up"
        last = f"That was the last one. The solution: mqlearn solution {exercise.name}{give_up}"
        out.print(Text(last, style="dim"))


@app.command()
def solution(
    name: Name,
    give_up: Annotated[bool, typer.Option("--give-up", help="Show it before you have passed.")] = False,
) -> None:
    """Show the solution of an exercise, once you have passed it."""
    with said_plainly():
        course, progress = open_course()
        exercise = course.exercise(name)
        answers = unlocked(course, exercise)
        if not progress.passed(exercise.name) and not give_up:
            out.print(
                f"You have not passed {exercise.name} yet. A hint helps more: mqlearn hint {exercise.name}\n"
                f"To see the solution all the same: mqlearn solution {exercise.name} --give-up"
            )
            raise typer.Exit(1)
        print_solutions(answers)


def unlocked(course: Course, exercise: Exercise) -> list[Path]:
    """Return the right answers of an exercise, the solution first.

    Raises:
        CourseError: If they are locked in this copy, or the package has none.
    """
    if course.locked:
        raise CourseError(
            "the solutions are locked in this copy of the course: it was made with --no-solutions. "
            f"Ask the person who gave it to you, or take a hint: mqlearn hint {exercise.name}"
        )
    answers = right_answers(course, exercise)
    if not answers:
        raise CourseError(
            f"this installation of mqlearn has no solution of {exercise.name}. Install a newer one"
        )
    return answers


def print_solutions(answers: list[Path]) -> None:
    """Print the solution and the other right answers, each below a few lines on what is different in it."""
    for number, path in enumerate(answers, 1):
        source = path.read_text(encoding="utf-8")
        about, code = _about_and_code(source)
        head = "The solution" if number == 1 else f"Another right answer ({number} of {len(answers)})"
        out.print(Text(f"\n{head}", style="bold"))
        width = min(out.width, 100) - 4
        lines = textwrap.wrap(about, width, max_lines=3, placeholder=" …", break_on_hyphens=False)
        out.print(Text("".join(f"  {line}\n" for line in lines)))
        if out.is_terminal:
            out.print(Syntax(code, "python", theme="ansi_light", background_color="default"))
        else:
            out.print(Text(code))


def _about_and_code(source: str) -> tuple[str, str]:
    """Return the first paragraph of a module's docstring, and the code below the docstring."""
    tree = ast.parse(source)
    about = (ast.get_docstring(tree) or "").partition("\n\n")[0]
    if not about:
        return "", source
    end = tree.body[0].end_lineno or 0
    return about, "".join(source.splitlines(keepends=True)[end:]).lstrip("\n")


@app.command()
def reset(
    name: Annotated[
        str,
        typer.Argument(help="An exercise, such as list_queue, or a lesson, such as 02.", show_default=False),
    ],
) -> None:
    """Put an exercise's starter or a lesson back. Yours is kept beside it."""
    with said_plainly():
        course, progress = open_course()
        if Path(name).stem[:1].isdigit():
            _reset_lesson(course, course.lesson(name))
            return
        exercise = course.exercise(name)
        if Path(name).stem != exercise.name:  # this command takes work away, so it does not guess
            raise CourseError(f"there is no exercise called {name!r}. Did you mean {exercise.name}?")
        path = course.answer_path(exercise)
        starter = starter_of(exercise.name)
        if starter is None:
            raise CourseError(
                f"this installation of mqlearn has no starter of {exercise.name}. "
                "In a source checkout it comes out of git; otherwise, install a newer mqlearn."
            )
        if path.exists() and path.read_bytes().replace(b"\r\n", b"\n") == starter.encode():
            out.print(f"{shown(course, path)} is the starter already. Nothing was changed.")
        else:
            kept = keep(path)
            write_whole(path, starter.encode())
            out.print(f"{shown(course, path)} is the starter again.")
            if kept:
                out.print(f"Your answer was kept as {shown(course, kept)}.")
        progress.begin_anew(exercise.name)
        tell_trouble(progress)
        if progress.passed(exercise.name):
            out.print("That you once passed it stays on the map.")


def _reset_lesson(course: Course, lesson: Lesson) -> None:
    path = course.lesson_path(lesson)
    original = lesson_of(course, lesson)
    if not lesson.ready:
        raise CourseError(f"lesson {lesson.name[:2]} is still to come, so there is nothing to put back.")
    if original is None:
        raise CourseError(
            f"this installation of mqlearn has no lesson {lesson.name} to put back. "
            "In a source checkout it comes out of git; otherwise, install a newer mqlearn"
        )
    if path.exists() and path.read_bytes() == original:
        out.print(f"{shown(course, path)} is as it was handed out. Nothing was changed.")
        return
    kept = keep(path)
    write_whole(path, original)
    out.print(f"{shown(course, path)} is as it was handed out again.")
    if kept:
        out.print(f"Yours was kept as {shown(course, kept)}.")
    out.print("If it is open in JupyterLab, load it again: File, Reload Notebook from Disk.")


# --------------------------------------------------------------------- lesson


@app.command()
def lesson(
    number: Annotated[
        str | None, typer.Argument(help="The lesson's number, such as 02.", show_default=False)
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="Print it here, as text.")] = False,
    answers: Annotated[bool, typer.Option("--answers", help="With --text: the folded answers, too.")] = False,
    lab: Annotated[bool, typer.Option("--lab", help="Start JupyterLab also without a terminal.")] = False,
) -> None:
    """Open a lesson in JupyterLab; without a number, the one that is next."""
    with said_plainly():
        course, progress = open_course()
        if number is None:
            upcoming = next_exercise(course, progress)
            number = upcoming.lesson if upcoming else course.lessons[0].name
        wanted = course.lesson(number)
        path = course.lesson_path(wanted)
        if not wanted.ready or not path.exists():
            raise CourseError(f"lesson {wanted.name} is still to come. The map shows what is here: mqlearn")
        if text:
            _print_notebook(path, answers)
            return
        if importlib.util.find_spec("jupyterlab") is None or not (lab or sys.stdout.isatty()):
            out.print(shown(course, path))
            out.print("Open it in JupyterLab or any editor for notebooks, or read it here: ", end="")
            out.print(f"mqlearn lesson {wanted.name[:2]} --text")
            return
        out.print(f"Starting JupyterLab on {shown(course, path)}; its address is printed below.")
        out.print("Ctrl+C twice ends it.")
        raise typer.Exit(_open_in_jupyterlab(course, path))


def _open_in_jupyterlab(course: Course, path: Path) -> int:
    """Run JupyterLab on a lesson, with the exercises in reach; returns its exit code."""
    jupyter = [sys.executable, "-m", "jupyter"]
    # Without trust, JupyterLab shows the text of a stored picture instead of the picture.
    lessons = map(str, sorted(path.parent.glob("*.ipynb")))
    subprocess.run([*jupyter, "trust", *lessons], check=False, stdout=subprocess.DEVNULL)
    options = [
        f"--ServerApp.root_dir={course.root}",
        f"--LabApp.default_url=/lab/tree/{path.relative_to(course.root).as_posix()}",
        "--ServerApp.log_level=WARN",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    if hasattr(os, "getuid") and os.getuid() == 0:
        options.append("--allow-root")  # in a container, root may be the only user
    return subprocess.run([*jupyter, "lab", *options], check=False).returncode


def _print_notebook(path: Path, answers: bool) -> None:
    for cell in cells_in(path):
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
