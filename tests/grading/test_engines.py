"""Exercises that need a real server: SKIPPED with the reason where there is none."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from mqlearn.grading.course import Course
from mqlearn.grading.engines import JETSTREAM, missing, servers
from mqlearn.grading.lint import trials
from mqlearn.grading.runner import overall, run
from mqlearn.grading.verdict import Verdict

COURSE = Course(Path(__file__).resolve().parents[2])
ON_A_SERVER = next(exercise for exercise in COURSE.exercises if exercise.engine)


@pytest.fixture
def no_server(monkeypatch):
    monkeypatch.setenv("MQLEARN_NATS_SERVER", "no-such-server")


def test_without_the_server_every_check_is_skipped_with_the_reason(no_server):
    results = run(COURSE, ON_A_SERVER, answer=COURSE.solution_path(ON_A_SERVER))
    assert {result.verdict for result in results} == {Verdict.SKIPPED}
    assert "no-such-server" in results[0].saw
    assert not overall(results).verdict.is_green


def test_without_the_server_its_bank_is_skipped_and_not_complained_about(no_server):
    trial = next(one for one in trials(COURSE) if one.exercise == ON_A_SERVER)
    assert "no-such-server" in trial.skipped
    assert trial.complaint() == ""


def test_an_exercise_without_an_engine_misses_nothing(no_server):
    assert missing("") == ""
    assert missing(JETSTREAM)


def test_an_exercise_may_ask_for_more_time(course, tmp_path):
    slow = "import time\n\n\ndef pin_and_take(rail, order):\n    time.sleep(1)\n    return order\n"
    answer = tmp_path / "first_message.py"
    answer.write_text(slow, encoding="utf-8")
    exercise = course.exercise("first_message")
    in_a_hurry = overall(run(course, exercise, answer=answer, limit=0.3))
    assert in_a_hurry.verdict is Verdict.STUCK
    patient = overall(run(course, replace(exercise, seconds=20.0), answer=answer, limit=0.3))
    assert patient.verdict is not Verdict.STUCK


@pytest.mark.skipif(bool(missing(JETSTREAM)), reason=missing(JETSTREAM))
def test_the_servers_of_a_check_lie_beside_its_scratch_folder(tmp_path, monkeypatch):
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    cluster = servers(1)
    try:
        folder = next(iter(cluster.nodes.values())).folder
        assert folder.parent.parent == tmp_path
    finally:
        cluster.stop()


@pytest.mark.skipif(bool(missing(JETSTREAM)), reason=missing(JETSTREAM))
def test_a_check_leaves_no_server_behind(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    result = overall(run(COURSE, ON_A_SERVER, answer=COURSE.answer_path(ON_A_SERVER)))
    assert result.verdict in (Verdict.NOT_STARTED, Verdict.PASSED)
    deadline = time.monotonic() + 20
    while list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(tmp_path.iterdir()) == []
