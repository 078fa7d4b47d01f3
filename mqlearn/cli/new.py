"""`mqlearn new`: the files of a new exercise, for authors."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from mqlearn.cli.base import app, out, said_plainly, shown
from mqlearn.course.manifest import Course
from mqlearn.course.new import make_exercise


@app.command(hidden=True)
def new(
    name: Annotated[str, typer.Argument(help="The exercise's name, such as list_queue.", show_default=False)],
    lesson: Annotated[str, typer.Option(help="Its lesson, such as 02.", show_default=False)],
) -> None:
    """For authors: make the files of a new exercise, which you then fill with your own story."""
    with said_plainly():
        course = Course.find()
        files = make_exercise(course, name, course.lesson(lesson))
        for path in files:
            out.print(Text(f"  wrote   {shown(course, path)}"))
        out.print("It works already: replace its story, its check and its answers by your own. Then:")
        solution = shown(course, course.root / "solutions" / files[0].parent.name / f"{name}.py")
        out.print(f"  check   mqlearn check {name} --answer {solution}")
        out.print("  rules   mqlearn lint     (it asks for five wrong answers, and a cell in the lesson)")
