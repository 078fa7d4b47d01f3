"""The files of a new exercise: starter, check, solution, first wrong answer, and the manifest's table.

They form a small exercise that works from the first minute: its check passes
the solution and turns the wrong answer red. The author then replaces the story.
"""

from __future__ import annotations

import json
import keyword
import re
import sys
from pathlib import Path

from mqlearn.course.manifest import MANIFEST, Course, CourseError, Lesson

STARTER = '''\
"""A parcel comes to the counter, and the clerk puts it on the shelf behind the others.

Task
    Write `{name}(shelf, parcel)`. The shelf is a list. Put the parcel at its
    end, and return how many parcels are on it now.

Done when
    - the parcel is the last one on the shelf
    - the parcels that were there before are still there, in their order
    - the number of parcels comes back

Predict
    One parcel is on the shelf. What does {name}(shelf, 'boots') return?
"""


def {name}(shelf, parcel):
    """Put the parcel at the end of the shelf; return how many there are."""
    # TODO: write two lines here, and delete the one below
    raise NotImplementedError
'''

CHECK = '''\
"""The check of {name}: what is on the shelf afterwards."""

from mqlearn.checks import expect


def test_the_parcel_goes_to_the_end(answer):
    """The new parcel is last, and the others stay where they are."""
    shelf = ["hat", "coat"]
    answer.{name}(shelf, "boots")
    expect(
        shelf,
        ["hat", "coat", "boots"],
        did="put boots on a shelf with hat and coat",
        saw="on the shelf are",
        rule="The parcel goes to the end of the shelf, behind those that came before it.",
        look=answer.{name},
    )


def test_the_number_of_parcels_comes_back(answer):
    """It returns how many parcels are on the shelf now."""
    expect(
        answer.{name}([], "boots"),
        1,
        did="put boots on an empty shelf",
        saw="it returned",
        rule="Count the parcels after you have put the new one there.",
        look=answer.{name},
    )
'''

SOLUTION = '''\
"""Append the parcel, then count."""


def {name}(shelf, parcel):
    """Put the parcel at the end of the shelf; return how many there are."""
    shelf.append(parcel)
    return len(shelf)
'''

WRONG_ANSWER = '''\
"""MISCONCEPTION: A new parcel goes where it is quickest to reach, to the front.

VERDICT: WRONG
"""


def {name}(shelf, parcel):
    """Put the parcel at the front."""
    shelf.insert(0, parcel)  # wrong: the others move back
    return len(shelf)
'''

TABLE = """\
[[exercise]]
name = "{name}"
title = "{title}"
lesson = "{lesson}"
level = 1
minutes = 10
concepts = ["first in, first out"]
needs = []
hints = [
    "Look at the task: where on the shelf does a new parcel go?",
    "A list has a method that adds at its end. Count after you have added.",
    "shelf.____(parcel); then return len(____).",
]
predict = "2: the one that was there, and the boots."
why = "The parcel is behind those that came before it, and the count includes it."
break_it = "Insert the parcel at index 0. What does a customer see who waits for the oldest parcel?"
link = "{link}"
"""


def make_exercise(course: Course, name: str, lesson: Lesson) -> list[Path]:
    """Write the files of a new exercise and add its table to the manifest.

    Args:
        course: A source checkout of the course.
        name: The exercise's name, such as ``list_queue``. It never changes afterwards,
            because learners' progress is saved under it.
        lesson: The lesson that it belongs to. The exercise becomes its last one.

    Returns:
        The files that were written; the manifest comes last.

    Raises:
        CourseError: If the name cannot be used, or this is no source checkout.
    """
    _refuse(course, name)
    folder = course.root / "tests" / "wrong_answers" / lesson.name / name
    files = {
        course.root / "exercises" / lesson.name / f"{name}.py": STARTER,
        course.root / "exercises" / lesson.name / f"test_{name}.py": CHECK,
        course.root / "solutions" / lesson.name / f"{name}.py": SOLUTION,
        folder / "puts_it_in_front.py": WRONG_ANSWER,
    }
    if taken := next((path for path in files if path.exists()), None):
        raise CourseError(f"{taken.relative_to(course.root)} is there already. Take another name.")
    for path, template in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(template.format(name=name), encoding="utf-8")
    title = name.replace("_", " ").capitalize()
    table = TABLE.format(name=name, title=title, lesson=lesson.name, link=_a_cell(course, lesson))
    manifest = course.root / MANIFEST
    text = _with_table(manifest.read_text(encoding="utf-8"), table, lesson.name)
    manifest.write_text(text, encoding="utf-8")
    return [*files, manifest]


def _refuse(course: Course, name: str) -> None:
    if not (course.root / "solutions").is_dir() or not (course.root / "tests").is_dir():
        raise CourseError("exercises are added to a source checkout of the course, not to a learner's copy.")
    if not re.fullmatch(r"[a-z][a-z0-9_]*[a-z0-9]", name) or keyword.iskeyword(name):
        raise CourseError(f"{name!r} cannot name an exercise: use lower-case words like list_queue.")
    if name in sys.stdlib_module_names or name.startswith("test_"):
        raise CourseError(f"{name!r} is taken: it names a module of Python's, or a check.")
    if any(exercise.name == name for exercise in course.exercises):
        raise CourseError(f"there is an exercise called {name} already.")


def _a_cell(course: Course, lesson: Lesson) -> str:
    """Return the link to the first code cell of a lesson; to no cell if it is not written yet."""
    path = course.lesson_path(lesson)
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"] if path.is_file() else []
    first = next((cell["id"] for cell in cells if cell["cell_type"] == "code"), "")
    return f"{lesson.name}#{first}"


def _with_table(manifest: str, table: str, lesson: str) -> str:
    """Return the manifest with the table behind the last exercise of this lesson or an earlier one."""
    head, *tables = re.split(r"^(?=\[\[exercise\]\]$)", manifest.rstrip() + "\n", flags=re.M)
    lessons = [re.search(r'^lesson = "(.+)"$', each, flags=re.M) for each in tables]
    place = sum(found is not None and found[1] <= lesson for found in lessons)
    parts = [*tables[:place], table, *tables[place:]]
    return "\n\n".join(part.rstrip() for part in (head, *parts)) + "\n"
