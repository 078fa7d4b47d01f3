"""`mqlearn new`: a new exercise that works at once, and what it refuses."""

import shutil

import pytest
from typer.testing import CliRunner

from mqlearn.cli import app
from mqlearn.course import Course, lint
from mqlearn.course.manifest import CourseError
from mqlearn.course.new import make_exercise
from mqlearn.grading.trials import trials
from mqlearn.verdict import Verdict


@pytest.fixture
def checkout(course, tmp_path):
    """A source checkout: everything that makes up the course."""
    root = tmp_path / "checkout"
    for folder in ("lessons", "exercises", "solutions", "tests/wrong_answers"):
        shutil.copytree(course.root / folder, root / folder)
    return Course(root)


def test_the_new_exercise_works_at_once_and_stands_last_in_its_lesson(checkout):
    before, lesson = lint.structure(checkout), checkout.lesson("02")
    files = make_exercise(checkout, "shelf_of_parcels", lesson)
    assert all(path.is_file() for path in files)
    course = Course(checkout.root)
    assert course.exercises_of(lesson)[-1].name == "shelf_of_parcels"
    assert sorted(e.lesson for e in course.exercises) == [e.lesson for e in course.exercises]
    mine = [trial for trial in trials(course) if trial.exercise.name == "shelf_of_parcels"]
    assert [t.wanted for t in mine] == [Verdict.NOT_STARTED, Verdict.PASSED, Verdict.WRONG]
    assert [t.complaint() for t in mine] == ["", "", ""]
    new = [each for each in lint.structure(course) if each not in before]
    assert len(new) == 2
    assert "shelf_of_parcels: the bank has 1 wrong answers, fewer than" in "\n".join(new)
    assert 'no cell check-shelf-of-parcels with check("shelf_of_parcels")' in "\n".join(new)


def test_the_other_tables_of_the_manifest_stay_as_they_are(checkout):
    before = checkout.exercises
    make_exercise(checkout, "shelf_of_parcels", checkout.lesson("00"))
    after = Course(checkout.root).exercises
    assert [e for e in after if e.name != "shelf_of_parcels"] == list(before)
    assert [e.name for e in after].index("shelf_of_parcels") == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("list_queue", "already"),
        ("Shelf", "lower-case"),
        ("class", "lower-case"),
        ("../shelf", "lower-case"),
        ("queue", "module of Python"),
        ("test_shelf", "or a check"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused_and_nothing_is_written(checkout, name, words):
    before = (checkout.root / "exercises" / "course.toml").read_text()
    with pytest.raises(CourseError, match=words):
        make_exercise(checkout, name, checkout.lesson("02"))
    assert (checkout.root / "exercises" / "course.toml").read_text() == before


def test_a_learners_copy_is_no_place_for_it(learner):
    shutil.rmtree(learner.root / "solutions", ignore_errors=True)
    with pytest.raises(CourseError, match="source checkout"):
        make_exercise(learner, "shelf_of_parcels", learner.lesson("02"))


def test_the_command_names_the_files_and_the_next_step(checkout, monkeypatch):
    monkeypatch.chdir(checkout.root)
    done = CliRunner().invoke(app, ["new", "shelf_of_parcels", "--lesson", "02"])
    assert done.exit_code == 0, done.output
    assert "exercises/02_messages_and_queues/shelf_of_parcels.py" in done.output
    assert "mqlearn check shelf_of_parcels --answer solutions/" in done.output
