"""The linter finds what it is there to find: each rule is broken once."""

import json
import shutil
from pathlib import Path

import pytest

from mqlearn.course import lint
from mqlearn.course.manifest import Course
from mqlearn.grading.trials import Trial
from mqlearn.verdict import Verdict


@pytest.fixture
def broken(learner):
    """A copy of the whole course; returns a function that changes a file and lints."""
    root = Path(__file__).resolve().parents[2]
    shutil.copytree(root / "tests" / "wrong_answers", learner.root / "tests" / "wrong_answers")

    def change(path, old, new, count=1):
        file = learner.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{path} no longer holds {old!r}"
        file.write_text(text.replace(old, new, count), encoding="utf-8")
        return "\n".join(lint.structure(Course(learner.root)))

    return change


MANIFEST = "exercises/course.toml"
STARTER = "exercises/00_start/first_message.py"
WRONG = "tests/wrong_answers/00_start/first_message/newest_first.py"

SOLUTION = "solutions/00_start/first_message.py"
NOTE = '"""Put first, then get: '

RULES = {
    "a name used twice": (MANIFEST, 'name = "hand_off"', 'name = "first_message"', "is used 2 times"),
    "a need that comes later": (MANIFEST, "needs = []", 'needs = ["ring_buffer"]', "does not come before it"),
    "a level that does not exist": (MANIFEST, "level = 1", "level = 7", "level 7"),
    "a hint that is too long": (MANIFEST, "`rail.put(order)`, then", "word " * 41, "more than 40"),
    "a lesson that does not exist": (
        MANIFEST,
        'lesson = "00_start"',
        'lesson = "99_end"',
        "no lesson 99_end",
    ),
    "a link to no cell": (MANIFEST, "00_start#the-rail", "00_start#nowhere", "no such cell"),
    "a solution that does not say how it works": (SOLUTION, NOTE, 'x = """Put first', "has no docstring"),
    "a note that is too long": (SOLUTION, NOTE, '"""One\n\nTwo\nThree: ', "has 4 lines, more than 3"),
    "a note that is too wide": (SOLUTION, NOTE, '"""' + "wide " * 20, "more than 100 characters"),
    "two TODOs": (STARTER, "# TODO", "# TODO twice\n    # TODO", "has 2 TODOs"),
    "no TODO": (STARTER, "# TODO", "# To do", "has no # TODO"),
    "a docstring without Predict": (STARTER, "Predict\n", "Guess\n", "not Task, Done when, Predict"),
    "a wrong answer without a misconception": (WRONG, "MISCONCEPTION: ", "", "its docstring must be"),
    "a verdict that does not exist": (WRONG, "VERDICT: REORDERED", "VERDICT: ODD", "its docstring must be"),
    "a claim that was dropped": ("lessons/claims.toml", "number = 26", "number = 27", "not 1 to 26"),
    "a claim that no lesson teaches": (
        "lessons/claims.toml",
        'lessons = ["01_why_asynchronous"]',
        "lessons = []",
        "no lesson teaches it",
    ),
    "a claim shown nowhere": (
        "lessons/claims.toml",
        'shown = ["03_what_a_queue_costs#the-curves"]',
        "shown = []",
        "is written and does not show it",
    ),
    "a cell without its name": (
        "lessons/00_start.ipynb",
        '"# the-rail\\n"',
        '"# the_rail\\n"',
        "the cell the-rail does not begin with its name",
    ),
    "a Make without a cell that checks its exercise": (
        "lessons/00_start.ipynb",
        'check(\\"first_message\\")',
        'check(\\"hand_off\\")',
        'no cell check-first-message with check("first_message")',
    ),
    "a Modify that mentions a cell that is gone": (
        "lessons/00_start.ipynb",
        '"## Modify\\n"',
        '"## Modify\\n", "\\n", "Change `no-picture`.\\n"',
        "Modify mentions the cell no-picture, and there is none",
    ),
    "a Modify that mentions a cell of one word that is gone": (
        "lessons/00_start.ipynb",
        '"## Modify\\n"',
        '"## Modify\\n", "\\n", "In `nowhere`.\\n"',
        "Modify mentions the cell nowhere, and there is none",
    ),
    "a check without a promise": (
        "exercises/00_start/test_first_message.py",
        '    """With nothing else on the rail, the new order goes in and comes back."""\n',
        "",
        "no docstring that says what it promises",
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_broken_rule_is_found(broken, rule):
    path, old, new, words = RULES[rule]
    assert words in broken(path, old, new)


def test_a_stray_file_is_found(learner):
    (learner.root / "exercises/00_start/test_frist_message.py").write_text("")
    (learner.root / "solutions/00_start/frist_message_alt1.py").write_text("")
    text = "\n".join(lint.structure(learner))
    assert "test_frist_message.py belongs to no exercise" in text
    assert "frist_message_alt1.py belongs to no exercise" in text


def test_a_missing_notebook_is_found(learner):
    learner.lesson_path(learner.lessons[3]).unlink()
    assert "its notebook is missing" in "\n".join(lint.structure(learner))


def test_a_wrong_answer_with_another_verdict_is_found(learner):
    exercise = learner.exercise("first_message")
    trial = Trial(learner, exercise, learner.solution_path(exercise), Verdict.LOST)
    assert "must be LOST and is PASSED" in trial.complaint()


def test_the_ids_of_cells_are_found(learner):
    notebook = json.loads(learner.lesson_path(learner.lessons[0]).read_text(encoding="utf-8"))
    assert f"00_start#{notebook['cells'][0]['id']}" in lint.cells(learner)
