"""A page for each exercise, on which it can be solved and checked. Its text is the starter's own.

The starter is split: what its docstring says is prose, the code below it goes into the editor, and the script
puts the two together again. So the page and the file have the same lines.
"""

from __future__ import annotations

import ast
import html
import json
import re
from pathlib import Path
from textwrap import dedent

from course_data import Data, number
from course_pages import LEVELS, fold, lesson_link, literal, story

from mqlearn.course.manifest import Exercise

_SECTION = re.compile(r"^(Task|Done when|Predict)\n((?:    .*\n|\n)*(?:    .*)?)", re.M)


def exercise_page(exercise: Exercise, data: Data) -> str:
    """The text, the place for the answer, the hints, what is said after a pass, and the solution, locked."""
    starter = data.course.answer_path(exercise).read_text(encoding="utf-8")
    parts = [
        # No table of contents: the page has no headings, and the editor takes the room.
        f"---\nhide: [toc]\ndescription: {json.dumps(_described(exercise, data), ensure_ascii=False)}\n---",
        f"# {exercise.title}",
        _facts(exercise, data),
        story(starter),
        *_sections(starter),
        _desk(exercise, starter),
        _elsewhere(exercise),
        *(fold(f"Hint {i}", literal(hint), "mq-hint") for i, hint in enumerate(exercise.hints, start=1)),
        _after(exercise),
        _solutions(exercise, data),
        _neighbors(exercise, data),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def split(starter: str) -> tuple[str, str]:
    """The docstring with the empty lines after it, and the code."""
    end = ast.parse(starter).body[0].end_lineno or 0
    lines = starter.splitlines(keepends=True)
    while not lines[end].strip():
        end += 1
    return "".join(lines[:end]), "".join(lines[end:])


def _described(exercise: Exercise, data: Data) -> str:
    lesson = data.lesson(exercise.lesson)
    return f"Exercise of lesson {number(lesson.name)}, {lesson.title}: {', '.join(exercise.concepts)}."


def _facts(exercise: Exercise, data: Data) -> str:
    names = {other.name: other.title for other in data.course.exercises}
    facts = [
        f"<span>Level {exercise.level}, {LEVELS[exercise.level]}</span>",
        f"<span>{exercise.minutes} minutes</span>",
        f"<span>{html.escape(', '.join(exercise.concepts))}</span>",
        f"<span>Of {lesson_link(data.lesson(exercise.lesson), '../')}</span>",
        f"[The cell that shows it](../lessons/{exercise.link.replace('#', '.md#')})",
    ]
    if exercise.needs:
        facts.append("<span>After: " + ", ".join(f"[{names[n]}]({n}.md)" for n in exercise.needs) + "</span>")
    return "\n".join(facts) + "\n{ .mq-facts }"


def _sections(starter: str) -> list[str]:
    docstring = ast.get_docstring(ast.parse(starter)) or ""
    found = _SECTION.findall(docstring)
    return [f"**{name}**\n{{ .mq-part }}\n\n{literal(dedent(text)).strip()}" for name, text in found]


def _desk(exercise: Exercise, starter: str) -> str:
    """Where the answer is written; its script looks for what it needs in the attributes."""
    head, code = split(starter)
    facts = {"exercise": exercise.name, "file": f"{exercise.name}.py", "head": head}
    given = json.dumps(facts, ensure_ascii=False).replace("</", "<\\/")
    here = "" if exercise.not_in_the_browser else f'<script type="application/json">{given}</script>\n\n'
    return (
        f'<div class="mq-desk" data-line="{head.count(chr(10)) + 1}" markdown="1">\n\n{here}'
        f"````python\n{code.rstrip()}\n````\n\n</div>"
    )


def _elsewhere(exercise: Exercise) -> str:
    """How it is checked on the reader's machine, and why it must be where that is so."""
    file = f"exercises/{exercise.lesson}/{exercise.name}.py"
    command = f"```console\n$ mqlearn check {exercise.name}\n```"
    if exercise.not_in_the_browser:
        return (
            '!!! note "Not in a browser"\n\n'
            f"    This exercise needs {exercise.not_in_the_browser}, and a browser's Python has none. "
            f"Do it on your machine: write into `{file}`, and check it.\n\n"
            + re.sub("^", "    ", command, flags=re.M)
        )
    return fold("On your machine", f"It is the file `{file}`. The same check, in a terminal:\n\n{command}")


def _after(exercise: Exercise) -> str:
    """What is read after passing."""
    if exercise.not_in_the_browser:
        return ""
    told = {"Predict": exercise.predict, "Why": exercise.why, "Break it": exercise.break_it}
    parts = "\n\n".join(f"**{name}.** {literal(text)}" for name, text in told.items())
    return f'<div class="mq-after" hidden data-search-exclude markdown="1">\n\n{parts}\n\n</div>'


def _solutions(exercise: Exercise, data: Data) -> str:
    """The solution and the other right answers; a script unlocks them."""
    others = data.course.alternatives(exercise)
    more = len(others)
    answers = [_right_answer("The solution", data.course.solution_path(exercise))]
    answers += [
        _right_answer(f"Another right answer, {n} of {more}", path) for n, path in enumerate(others, 1)
    ]
    what = "The solution" + (f" and {more} other right answer{'s' * (more > 1)}" if more else "")
    shown = fold(what, "\n\n".join(answers))
    return (
        f'<div class="mq-solutions" data-exercise="{exercise.name}" data-search-exclude markdown="1">\n\n'
        f"{what}: locked until you have passed here, or read the last hint.\n{{ .mq-locked }}\n\n"
        f"{shown.replace('<details', '<details hidden', 1)}\n\n</div>"
    )


def _right_answer(head: str, path: Path) -> str:
    """One right answer: the first paragraph of its docstring says what is different in it."""
    source = path.read_text(encoding="utf-8")
    about = (ast.get_docstring(ast.parse(source)) or "").partition("\n\n")[0]
    _, code = split(source)
    return f"**{head}**\n{{ .mq-part }}\n\n{literal(about)}\n\n````python\n{code.rstrip()}\n````"


def _neighbors(exercise: Exercise, data: Data) -> str:
    everything = data.course.exercises
    at = everything.index(exercise)
    links = [f"[All exercises](../exercises.md#{exercise.name})"]
    if at + 1 < len(everything):
        links.append(f"[Next exercise: {everything[at + 1].title}]({everything[at + 1].name}.md)")
    spans = "\n".join(f"<span>{link}</span>" for link in links)
    return f'{spans}\n{{ .mq-facts .mq-neighbors }}\n\n<div class="mq-takeout" hidden></div>'
