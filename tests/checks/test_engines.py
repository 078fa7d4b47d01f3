"""Exercises that need a real server: SKIPPED with the reason where there is none."""

import os
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from mqlearn.brokers.local_nats import find_server
from mqlearn.checks.engines import JETSTREAM, missing, servers
from mqlearn.course.manifest import Course
from mqlearn.grading.runner import overall, run
from mqlearn.grading.trials import trials
from mqlearn.verdict import Verdict

COURSE = Course(Path(__file__).resolve().parents[2])
ON_A_SERVER = next(exercise for exercise in COURSE.exercises if exercise.engine)


@pytest.fixture
def no_server(monkeypatch):
    monkeypatch.setenv("MQLEARN_NATS_SERVER", "no-such-server")


def test_without_the_server_every_check_is_skipped_with_the_reason(no_server):
    results = run(COURSE, ON_A_SERVER, answer=COURSE.solution_path(ON_A_SERVER))
    assert {result.verdict for result in results} == {Verdict.SKIPPED}
    assert "no-such-server" in results[0].outcome.saw
    assert not overall(results).verdict.is_green


def test_without_the_server_its_bank_is_skipped_and_not_complained_about(no_server):
    trial = next(one for one in trials(COURSE) if one.exercise == ON_A_SERVER)
    assert "no-such-server" in trial.skipped
    assert trial.complaint() == ""


@pytest.mark.skipif(bool(missing(JETSTREAM)) or os.name != "posix", reason="a shell script stands in for it")
def test_a_server_that_does_not_start_is_tried_twice_and_no_fault_of_the_answer(monkeypatch, tmp_path):
    starts, broken = tmp_path / "starts", tmp_path / "nats-server"
    broken.write_text(f"#!/bin/sh\necho once more >> {starts}\necho the disk is full; exit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("MQLEARN_NATS_SERVER", str(broken))
    results = run(COURSE, ON_A_SERVER, answer=COURSE.solution_path(ON_A_SERVER))
    assert {result.verdict for result in results} == {Verdict.SKIPPED}
    assert "the disk is full" in str(overall(results))
    assert starts.read_text().count("once more") == 2


@pytest.mark.skipif(bool(missing(JETSTREAM)) or os.name != "posix", reason="a shell script stands in for it")
def test_a_server_that_starts_the_second_time_is_good_enough(monkeypatch, tmp_path):
    flag, late = tmp_path / "flag", tmp_path / "nats-server"
    late.write_text(f'#!/bin/sh\n[ -e {flag} ] && exec {find_server()} "$@"\ntouch {flag}; exit 3\n')
    late.chmod(0o755)
    monkeypatch.setenv("MQLEARN_NATS_SERVER", str(late))
    servers(1).stop()
    assert flag.exists()


def test_an_exercise_without_an_engine_misses_nothing(no_server):
    assert missing("") == ""
    assert missing(JETSTREAM)


WAITS = "import asyncio\n\n\nasync def pin_and_take(rail, order):\n    await asyncio.sleep({})\n"
BLOCKS = "async def pin_and_take(rail, order):\n    while True:\n        pass\n"


@pytest.mark.parametrize(
    ("answer", "seconds", "verdict", "after"),
    [
        (WAITS.format(600), 0.0, Verdict.STUCK, "after 0.4 seconds"),
        (WAITS.format(1.2), 60.0, Verdict.PASSED, ""),
        (WAITS.format(600), 0.8, Verdict.STUCK, "after 0.8 seconds"),
        # ended by whichever limit comes first: on a loop that is blocked, or on the check
        (BLOCKS, 60.0, Verdict.LOOP_BLOCKED, "after 0.[24] seconds"),
    ],
    ids=["no more time", "time enough", "not enough", "time to wait, and it blocks"],
)
def test_an_exercise_may_ask_for_more_time_to_wait_and_not_to_block(learner, answer, seconds, verdict, after):
    exercise = learner.exercise("first_message")
    learner.check_path(exercise).write_text(
        "import asyncio\n\n\ndef test_in_real_time(answer):\n"
        '    """It comes to an end."""\n    asyncio.run(answer.pin_and_take([], 1))\n'
    )
    learner.answer_path(exercise).write_text(answer)
    result = overall(run(learner, replace(exercise, seconds=seconds), limit=0.4))
    assert result.verdict is verdict, str(result)
    assert re.search(after, result.outcome.saw)


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
