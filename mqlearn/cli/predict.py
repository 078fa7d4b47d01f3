"""A prediction that you commit to: the exercise's own question, asked once, before the first check."""

from __future__ import annotations

import ast
import re
import sys
from textwrap import dedent

from rich.text import Text

from mqlearn.cli.base import labeled, out, tell_trouble
from mqlearn.course.manifest import Course, Exercise
from mqlearn.course.progress import Progress
from mqlearn.course.starters import starter_of

MOST = 500
"""How many characters of a prediction are kept."""
_PREDICT = re.compile(r"^Predict\n((?:[ \t]+\S.*\n?|[ \t]*\n)+)", re.M)


def ask(course: Course, progress: Progress, exercise: Exercise) -> None:
    """Ask for a prediction and keep the answer. Without a terminal, or after a first try, do nothing."""
    if progress.asked(exercise.name) or not has_terminal():
        return
    question = _question(course, exercise)
    if not question:
        return
    out.print(Text("Before the first check, say what you expect. Enter skips this.", style="bold"))
    labeled("predict", question)
    try:
        said = out.input(Text("  you say   ", style="cyan"))
    except EOFError:
        out.print()
        said = ""
    progress.note_prediction(exercise.name, "".join(filter(str.isprintable, said)).strip()[:MOST])
    tell_trouble(progress)
    out.print()


def has_terminal() -> bool:
    """Return True if a person can be asked."""
    return sys.stdin is not None and sys.stdin.isatty() and out.is_terminal


def _question(course: Course, exercise: Exercise) -> str:
    """Return the question as the learner's file has it, or else the starter; "" if neither has one."""
    path = course.answer_path(exercise)
    own = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    return question_in(own) or question_in(starter_of(exercise.name) or "")


def question_in(source: str) -> str:
    """Return the question below Predict in the docstring of a file; "" if there is none."""
    try:
        docstring = ast.get_docstring(ast.parse(source)) or ""
    except (SyntaxError, ValueError):
        return ""
    found = _PREDICT.search(docstring)
    return " ".join(dedent(found[1]).split()) if found else ""
