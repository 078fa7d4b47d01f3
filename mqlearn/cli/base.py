"""The parts that all commands share: the app, the console, the course, and how errors are printed."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from mqlearn.course.manifest import Course, CourseError
from mqlearn.course.progress import Progress
from mqlearn.verdict import Verdict, plain

app = typer.Typer(
    name="mqlearn",
    help="Learn asynchronous messaging by building, breaking and repairing queues.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False, soft_wrap=True, markup=False)
err = Console(highlight=False, soft_wrap=True, markup=False, stderr=True)

Name = Annotated[str, typer.Argument(help="The exercise's name, such as list_queue.", show_default=False)]
NextOrName = Annotated[
    str | None, typer.Argument(help="The exercise's name; the next one if left out.", show_default=False)
]


@contextmanager
def said_plainly() -> Iterator[None]:
    """Print usage and course errors as one sentence instead of a traceback."""
    try:
        yield
    except CourseError as error:
        err.print(Text(plain(f"mqlearn: {error}")))
        raise typer.Exit(2) from None
    except BrokenPipeError:  # `mqlearn | head` is no mistake
        raise
    except OSError as error:
        what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        err.print(Text(plain(f"mqlearn: {what}")))
        raise typer.Exit(2) from None


@contextmanager
def beside_the_verdict(what: str) -> Iterator[None]:
    """Print one sentence if this block fails: it must not change what a check says or how the command ends.

    Args:
        what: What the block does, such as "showing the next step".
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except CourseError as error:
        err.print(Text(plain(f"mqlearn: {what} failed: {error}"), style="yellow"))
    except Exception as error:
        why = " ".join(f"{type(error).__name__}: {error}".split())
        text = f"mqlearn: {what} failed ({why:.200}). See: mqlearn doctor"
        err.print(Text(plain(text), style="yellow"))


def open_course() -> tuple[Course, Progress]:
    """Return the course that the current folder lies in, and the learner's progress in it."""
    try:
        course = Course.find()
    except CourseError as error:
        raise CourseError(f"{error} Or make a copy of your own: mqlearn init DIR") from None
    progress = Progress(course.root)
    tell_trouble(progress)
    return course, progress


def labeled(label: str, text: str, *, wide: int = 9) -> None:
    """Print a text behind its label; in a terminal, wrapped between words and set under each other.

    A line with a command or a place in it is better left whole, to be copied: print it with `out`.
    """
    width = min(out.width, 100) - wide - 3
    lines = [
        part
        for line in text.splitlines()
        for part in (_wrapped(line, width) if out.is_terminal and width > 20 else [line])
    ]
    for number, line in enumerate(lines):
        head = Text(f"  {'' if number else label:<{wide}} ", style="cyan")
        out.print(head.append(line, style="default"))


def _wrapped(line: str, width: int) -> list[str]:
    return textwrap.wrap(
        line, width, replace_whitespace=False, break_long_words=False, break_on_hyphens=False
    ) or [line]


def tell_trouble(progress: Progress) -> None:
    """Say once what is wrong with the progress file; apart from what a program may want to read."""
    if progress.trouble:
        err.print(Text(progress.trouble, style="yellow"))
        progress.trouble = ""


def style(verdict: Verdict | None) -> str:
    """Return the color of a verdict."""
    if verdict is Verdict.PASSED:
        return "green"
    return (
        "yellow" if verdict in (None, Verdict.NOT_STARTED, Verdict.SKIPPED, Verdict.INCONCLUSIVE) else "red"
    )


def shown(course: Course, path: Path) -> str:
    """Return a path as the learner would type it."""
    here = Path.cwd()
    base = here if path.is_relative_to(here) else course.root
    return plain(path.relative_to(base).as_posix() if path.is_relative_to(base) else str(path))
