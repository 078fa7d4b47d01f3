"""Every third hint, written out as code with its holes filled, is an answer that passes.

`third_hints/LESSON/NAME.py` is that answer. The code in backticks of the hint stands in it word for word,
up to white space and semicolons, with something in place of each hole.
"""

import re
from pathlib import Path

import pytest

from mqlearn.course.manifest import Course
from mqlearn.grading.trials import Trial
from mqlearn.verdict import Verdict

COURSE = Course(Path(__file__).resolve().parents[2])
ANSWERS = Path(__file__).with_name("third_hints")
HOLE = re.compile(r"_{4,}|\.\.\.")


def answer_path(exercise):
    return ANSWERS / exercise.lesson / f"{exercise.name}.py"


def fragments(hint):
    """Return the code in backticks that has a hole."""
    return [code for code in re.findall(r"`([^`]+)`", hint) if HOLE.search(code)]


def stands_in(fragment, source):
    """Return True if the source holds the fragment, with something in place of its holes."""
    squeezed = [re.escape(re.sub(r"[\s;]", "", part)) for part in HOLE.split(fragment)]
    return re.search(r"[^\n]{1,60}?".join(squeezed), re.sub(r"[\s;]", "", source)) is not None


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda e: e.name)
def test_the_third_hint_is_code_with_holes(exercise):
    source = answer_path(exercise).read_text(encoding="utf-8")
    found = fragments(exercise.hints[2])
    assert found, "no code with a hole stands in backticks in the third hint"
    assert [code for code in found if not stands_in(code, source)] == []


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda e: e.name)
def test_following_the_third_hint_passes(exercise):
    trial = Trial(COURSE, exercise, answer_path(exercise), Verdict.PASSED)
    if trial.skipped:
        pytest.skip(trial.skipped)
    assert trial.complaint() == ""


def test_no_answer_is_left_over():
    known = {answer_path(exercise) for exercise in COURSE.exercises}
    assert set(ANSWERS.glob("*/*.py")) == known


def test_a_fragment_that_is_not_there_is_found_out():
    assert stands_in("x; a.____(b)", "x\n    a.append( b )\n")
    assert not stands_in("a.____(b)", "a.append(c)")
    assert not stands_in("a.____(b)", "a.(b)")
