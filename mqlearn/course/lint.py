"""The linter of the course: lessons, exercises and the bank of wrong answers, held against their rules."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mqlearn.course.cell_names import Cell, cell_names, modifying
from mqlearn.course.check_file import checks_in
from mqlearn.course.manifest import ENGINES, Course, CourseError, Exercise, Lesson
from mqlearn.course.starters import is_starter
from mqlearn.places import name_in
from mqlearn.verdict import Verdict

CLAIMS = 26
FEWEST_WRONG = 5
MOST_HINT_WORDS = 40
NOTE_LINES, NOTE_WIDTH = 3, 100
"""A solution's docstring is shown beside its code after a pass: how it works, and how it differs."""
STARTER_LINES = range(15, 66)
HEADER = re.compile(
    r"\AMISCONCEPTION: (?P<misconception>\S.+?)\n\s*\nVERDICT: (?P<verdict>[A-Z ]+?)\s*\Z", re.S
)


def structure(course: Course) -> list[str]:
    """Everything that is wrong with the course without running anything."""
    return [
        *_names(course),
        *(complaint for exercise in course.exercises for complaint in _exercise(course, exercise)),
        *_lessons(course),
        *_cells(course),
        *_claims(course),
        *_strays(course),
    ]


def _names(course: Course) -> Iterator[str]:
    for name, count in Counter(e.name for e in course.exercises).items():
        if count > 1:
            yield f"course.toml: the name {name} is used {count} times"
    before: set[str] = set()
    for exercise in course.exercises:
        for need in exercise.needs:
            if need not in before:
                yield f"{exercise.name}: needs {need}, which does not come before it"
        before.add(exercise.name)


def _exercise(course: Course, exercise: Exercise) -> Iterator[str]:
    name = exercise.name
    if exercise.lesson not in {lesson.name for lesson in course.lessons}:
        yield f"{name}: there is no lesson {exercise.lesson}"
    if exercise.level not in (1, 2, 3, 4):
        yield f"{name}: level {exercise.level} is none of 1, 2, 3, 4"
    if exercise.engine not in ("", *ENGINES):
        yield f"{name}: engine {exercise.engine!r} is none of {', '.join(ENGINES)}"
    if not exercise.concepts:
        yield f"{name}: names no concept"
    if len(exercise.hints) != 3:
        yield f"{name}: has {len(exercise.hints)} hints, not 3"
    for number, hint in enumerate(exercise.hints, 1):
        if len(hint.split()) > MOST_HINT_WORDS:
            yield f"{name}: hint {number} has {len(hint.split())} words, more than {MOST_HINT_WORDS}"
    for path in (course.answer_path(exercise), course.solution_path(exercise), course.check_path(exercise)):
        if not path.is_file():
            yield f"{name}: {path.relative_to(course.root)} is missing"
            return
    yield from _starter(course, exercise)
    if is_starter(course.solution_path(exercise).read_text(encoding="utf-8")):
        yield f"{name}: the solution is still a starter"
    for check in checks_in(course.check_path(exercise)):
        if check.promise == check.name:
            yield f"{name}: the check {check.name} has no docstring that says what it promises"
    for path in (course.solution_path(exercise), *course.alternatives(exercise)):
        yield from _note(path)
    yield from _bank(course, exercise)


def _note(path: Path) -> Iterator[str]:
    note = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    lines, where = note.splitlines(), f"{path.parent.name}/{path.name}"
    if not note:
        yield f"{where} has no docstring that says how this answer works"
    if len(lines) > NOTE_LINES:
        yield f"{where}: its docstring has {len(lines)} lines, more than {NOTE_LINES}"
    if any(len(line) > NOTE_WIDTH for line in lines):
        yield f"{where}: its docstring has a line of more than {NOTE_WIDTH} characters"


def _starter(course: Course, exercise: Exercise) -> Iterator[str]:
    source = course.answer_path(exercise).read_text(encoding="utf-8")
    where = f"{exercise.name}: the starter"
    if not is_starter(source):
        yield f"{where} has no # TODO with a NotImplementedError"
    if source.count("# TODO") != 1:
        yield f"{where} has {source.count('# TODO')} TODOs, not one"
    if "raise NotImplementedError" not in source.partition("# TODO")[2]:
        yield f"{where}'s TODO does not stand above the line to write"
    if len(source.splitlines()) not in STARTER_LINES:
        yield f"{where} has {len(source.splitlines())} lines, not {STARTER_LINES[0]} to {STARTER_LINES[-1]}"
    docstring = ast.get_docstring(ast.parse(source)) or ""
    heads = re.findall(r"^(\w[\w ]*)$", docstring, flags=re.M)
    if heads != ["Task", "Done when", "Predict"]:
        yield f"{where}'s docstring has the parts {heads}, not Task, Done when, Predict"
    if not docstring.partition("\n")[0].strip():
        yield f"{where}'s docstring does not begin with its story"


def _bank(course: Course, exercise: Exercise) -> Iterator[str]:
    bank = course.wrong_answers(exercise)
    if len(bank) < FEWEST_WRONG:
        yield f"{exercise.name}: the bank has {len(bank)} wrong answers, fewer than {FEWEST_WRONG}"
    for path in bank:
        try:
            declared_verdict(path)
        except CourseError as error:
            yield str(error)


def _lessons(course: Course) -> Iterator[str]:
    for lesson in course.lessons:
        path = course.lesson_path(lesson)
        if lesson.ready != path.is_file():
            there = "there" if path.is_file() else "missing"
            yield f"lesson {lesson.name}: course.toml says ready = {lesson.ready}, its notebook is {there}"
    for exercise in course.exercises:
        if exercise.link not in cells(course):
            yield f"{exercise.name}: links to {exercise.link}, and there is no such cell"


def _cells(course: Course) -> Iterator[str]:
    """Yield what is wrong with the names of cells: readers must find a cell that a text or a report names."""
    for lesson, found in _notebooks(course):
        code = {cell["id"]: "".join(cell["source"]) for cell in found if cell["cell_type"] == "code"}
        for name, source in code.items():
            if name_in(source) != name:
                yield f"lesson {lesson.name}: the cell {name} does not begin with its name: # {name}"
        for cell in modifying(found):
            for name in cell_names("".join(cell["source"])):
                if name not in code:
                    yield f"lesson {lesson.name}: Modify mentions the cell {name}, and there is none"
        for exercise in course.exercises_of(lesson):
            wanted = f"check-{exercise.name.replace('_', '-')}"
            if f'check("{exercise.name}")' not in code.get(wanted, ""):
                yield f'lesson {lesson.name}: no cell {wanted} with check("{exercise.name}")'


def _claims(course: Course) -> Iterator[str]:
    path = course.root / "lessons" / "claims.toml"
    claims = tomllib.loads(path.read_text(encoding="utf-8"))["claim"]
    numbers = [claim["number"] for claim in claims]
    if numbers != list(range(1, CLAIMS + 1)):
        yield f"claims.toml: the claims are numbered {numbers}, not 1 to {CLAIMS}"
    names = {lesson.name for lesson in course.lessons}
    for claim in claims:
        where = f"claims.toml, claim {claim['number']}"
        if claim["verdict"] not in ("true", "half", "false"):
            yield f"{where}: the verdict {claim['verdict']!r} is none of true, half, false"
        if not claim["lessons"]:
            yield f"{where}: no lesson teaches it"
        for lesson in set(claim["lessons"]) - names:
            yield f"{where}: there is no lesson {lesson}"
        for link in claim["shown"]:
            if link not in cells(course):
                yield f"{where}: shown at {link}, and there is no such cell"
        for lesson in course.lessons:
            shown = any(link.startswith(lesson.name + "#") for link in claim["shown"])
            if lesson.ready and lesson.name in claim["lessons"] and not shown:
                yield f"{where}: {lesson.name} is written and does not show it"


def cells(course: Course) -> set[str]:
    """Return every cell of every lesson that is written, as ``LESSON#cell-id``."""
    return {f"{lesson.name}#{cell['id']}" for lesson, found in _notebooks(course) for cell in found}


def _notebooks(course: Course) -> Iterator[tuple[Lesson, list[Cell]]]:
    """Yield each lesson that is written, with its cells."""
    for lesson in course.lessons:
        if course.lesson_path(lesson).is_file():
            yield lesson, json.loads(course.lesson_path(lesson).read_text(encoding="utf-8"))["cells"]


def _strays(course: Course) -> Iterator[str]:
    """Yield files that belong to no exercise: a check with a misspelled name never runs."""
    known = {(e.lesson, e.name) for e in course.exercises}
    for path in sorted((course.root / "exercises").glob("*/test_*.py")):
        if (path.parent.name, path.stem.removeprefix("test_")) not in known:
            yield f"{path.relative_to(course.root)} belongs to no exercise of course.toml"
    for path in sorted((course.root / "solutions").glob("*/*.py")):
        if (path.parent.name, re.sub(r"_alt\d+$", "", path.stem)) not in known:
            yield f"{path.relative_to(course.root)} belongs to no exercise of course.toml"
    for path in sorted((course.root / "tests" / "wrong_answers").glob("*/*/")):
        if path.name != "__pycache__" and (path.parent.name, path.name) not in known:
            yield f"{path.relative_to(course.root)} belongs to no exercise of course.toml"


def declared_verdict(path: Path) -> Verdict:
    """Return the verdict that a wrong answer's docstring declares.

    Raises:
        CourseError: If the docstring does not have the required form.
    """
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    found = HEADER.match(docstring)
    verdict = next((v for v in Verdict if found and v.value == found["verdict"]), None)
    if verdict in (None, Verdict.PASSED, Verdict.NOT_STARTED, Verdict.SKIPPED):
        raise CourseError(
            f"{path.parent.name}/{path.name}: its docstring must be 'MISCONCEPTION: ...', an empty line, "
            "and 'VERDICT: ...' with the name of a red verdict"
        )
    assert verdict is not None
    return verdict
