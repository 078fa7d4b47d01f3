"""Around the course: a copy of your own, a report, the doctor, and the linter for authors."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from mqlearn.cli import from_browser, reports
from mqlearn.cli.base import (
    app,
    beside_the_verdict,
    err,
    open_course,
    out,
    said_plainly,
    shown,
    style,
    tell_trouble,
)
from mqlearn.cli.doctor import examine
from mqlearn.cli.init import HandedOut, hand_out, holds_other_things
from mqlearn.course import lint as course_lint
from mqlearn.course.manifest import Course, CourseError
from mqlearn.grading.runner import overall, run
from mqlearn.grading.trials import trials
from mqlearn.verdict import Verdict, plain

FORMATS = {"json": reports.as_json, "markdown": reports.as_markdown}


# ----------------------------------------------------------------------- init


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder; it is made if need be.")],
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Also into a folder that holds other things.")
    ] = False,
    solutions: Annotated[
        bool | None,
        typer.Option(
            "--solutions/--no-solutions",
            help="Unlock or lock the solutions in this copy; left out, they stay as they are.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Make a copy of the course of your own, or bring it up to date. Answers are never overwritten."""
    with said_plainly():
        if not yes and _asks() and (there := holds_other_things(folder)):
            question = f"{folder.resolve()} is not empty: it holds {there}. Put the course beside that?"
            yes = typer.confirm(plain(question), abort=True)
        done = hand_out(folder, solutions=solutions, anyway=yes)
        state = "here" if done.first else "up to date"
        out.print(Text(f"The course is {state}: {folder.resolve()}", style="bold"))
        _print_handed_out(done)
        if done.first:
            out.print(Text(f"Now go there, and look at the map:\n  cd {shlex.quote(str(folder))}\n  mqlearn"))


def _asks() -> bool:
    return sys.stdin.isatty()


def _print_handed_out(done: HandedOut) -> None:
    """Say what was done to the files that were there before."""
    if not done.first and done.new:
        out.print(Text(f"  new       {', '.join(done.new)}"))
    if done.updated:
        out.print(Text(f"  updated   {', '.join(done.updated)}"))
    yours = [name for name in done.kept if name.startswith(("exercises/", "lessons/"))]
    if yours:
        out.print(Text(f"  kept      {', '.join(yours)}: you have changed them"))
    for name, aside in done.aside:
        out.print(Text(f"  kept      yours of {name} as {aside}"))
    if not done.first:
        out.print(f"  the same  {len(done.same)} files")


# --------------------------------------------------------------------- import


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What the button Export of the site saved.")],
    over: Annotated[
        bool, typer.Option("--over", help="Write over answers that you have begun; yours are kept beside.")
    ] = False,
) -> None:
    """Take in the answers that you wrote in the browser, on the pages of the site."""
    with said_plainly():
        course, progress = open_course()
        done = from_browser.take_in(course, progress, from_browser.read(file), over=over)
        tell_trouble(progress)
        if not done:
            out.print(f"{file} is empty: nothing was begun in that browser.")
        for one in done:
            line = Text(f"  {plain(one.name):<22}{one.became.value}")
            if one.aside:
                line.append(f" as {shown(course, one.aside)}")
            if one.verdict:
                line.append(f"  {one.verdict.value} in the browser", style=style(one.verdict))
            out.print(line)
        if any(one.became is from_browser.Became.KEPT for one in done):
            out.print(Text(f"To take the other answers all the same: mqlearn import {file} --over"))
        if checked := [one.name for one in done if one.verdict]:
            out.print(Text(f"To hear it from your own machine: mqlearn check {' '.join(checked)}"))


# --------------------------------------------------------------------- report


@app.command()
def report(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Exercises to report on; all if left out.", show_default=False),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Write a table in Markdown.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Run the checks first.")] = False,
    answers: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Check the answers in this folder instead (FOLDER/LESSON/NAME.py); progress stays as it is.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Report each exercise's verdict, attempts and time. Ends with 0 only if all of them passed."""
    with said_plainly():
        formats = [name for name, on in (("json", json), ("markdown", markdown)) if on]
        if len(formats) > 1:
            raise CourseError(f"--{formats[0]} and --{formats[1]} do not go together: ask for one format")
        course, progress = open_course()
        wanted = [course.exercise(name) for name in names] if names else list(course.exercises)
        folder = reports.answers_in(course, answers) if answers is not None else None
        rows = []
        for exercise in wanted:
            if check or folder:
                err.print(Text(f"checking {exercise.name} ...", style="dim"))
            if folder:
                rows.append(reports.of_answer(course, exercise, folder))
                continue
            result = None
            if check:
                result = overall(run(course, exercise))
                with beside_the_verdict("saving your progress"):
                    progress.note_check(result)
                    tell_trouble(progress)
            rows.append(reports.from_progress(exercise, progress, result))
        if formats:
            print(FORMATS[formats[0]](rows))
        else:
            _print_rows(rows)
    if not all(row.passed for row in rows):
        raise typer.Exit(1)


def _print_rows(rows: list[reports.Row]) -> None:
    passed = sum(row.passed for row in rows)
    out.print(Text(f"{passed} of {len(rows)} exercises passed\n", style="bold"))
    table = Table(box=None, header_style="dim", pad_edge=False)
    for name in ("exercise", "level", "verdict", "tries", "min", "title"):
        # In a narrow terminal the title alone gives way.
        right = name in ("tries", "min")
        table.add_column(name, justify="right" if right else "left", no_wrap=name != "title")
    for row in rows:
        known = next((v for v in Verdict if v.value == row.verdict), None)
        table.add_row(
            row.exercise,
            "●" * row.level,
            Text(row.verdict, style=style(known) if known else "dim"),
            "-" if row.attempts is None else str(row.attempts),
            "-" if row.minutes is None else str(row.minutes),
            Text(row.title, no_wrap=True, overflow="ellipsis"),
        )
    out.print(table)


# ------------------------------------------------------------- doctor and lint


@app.command()
def doctor() -> None:
    """Look whether everything that the course needs is here and works."""
    with said_plainly():
        well = True
        for finding in examine():
            well = well and finding.ok
            mark = Text("  ok   " if finding.ok else "  NOT OK  ", style="green" if finding.ok else "red")
            out.print(mark.append(plain(f"{finding.what}: {finding.seen}"), style="default"))
            if not finding.ok:
                out.print(Text(plain(f"          {finding.mend}")))
        if not well:
            raise typer.Exit(1)
        out.print("Everything is here. The next step: mqlearn")


@app.command(hidden=True)
def lint() -> None:
    """For authors: hold the whole course against its own rules. Takes a minute or two."""
    with said_plainly():
        course = Course.find()
        complaints = course_lint.structure(course)
        for complaint in complaints:
            out.print(Text(complaint))
        tried = 0
        for trial in trials(course):
            if trial.skipped:
                out.print(Text(f"{trial} skipped: {trial.skipped}"))
                continue
            tried += 1
            complaint = trial.complaint()
            if complaint:
                complaints.append(complaint)
                out.print(Text(complaint))
        out.print(f"{tried} answers tried, {len(complaints)} complaints")
        if complaints:
            raise typer.Exit(1)
