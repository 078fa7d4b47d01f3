"""The pytest plugin, as a learner meets it: pytest in a folder of the course, in a process of its own."""

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

LEAN = ["-p", "mqlearn.grading.plugin"]  # without the other plugins that happen to be installed
RIGHT = "def pin_and_take(rail, order):\n    rail.put(order)\n    return rail.get()\n"


@pytest.fixture
def ask(learner):
    def ask(*arguments):
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *LEAN, *arguments],
            cwd=learner.root,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        )
        return done.returncode, done.stdout + done.stderr

    return ask


def answer(learner, name, source):
    learner.answer_path(learner.exercise(name)).write_text(source, encoding="utf-8")


def test_a_starter_is_reported_as_not_started_and_is_not_green(ask):
    code, text = ask("exercises/00_start")
    assert code == 1
    assert "NOT STARTED: first_message. first_message.py, line" in text
    assert "1 not started" in text
    assert "Traceback" not in text


def test_a_right_answer_passes_and_is_remembered(ask, learner):
    answer(learner, "first_message", RIGHT)
    code, text = ask("exercises/00_start")
    assert code == 0, text
    assert "3 passed" in text
    saved = json.loads((learner.root / "progress.json").read_text())
    assert saved["exercises"]["first_message"]["verdict"] == "PASSED"


def test_a_wrong_answer_shows_its_verdict_and_no_traceback(ask, learner):
    answer(
        learner, "first_message", "def pin_and_take(rail, order):\n    rail.put(order)\n    return order\n"
    )
    code, text = ask("exercises/00_start", "-v", "-rs")
    assert code == 1
    assert "DUPLICATED: first_message." in text
    assert "expected  every order once" in text
    assert "SKIPPED" in text
    assert "builds on what failed" in text
    assert "Traceback" not in text


def test_the_replay_line_replays_just_that_check(ask, learner):
    answer(
        learner, "first_message", "def pin_and_take(rail, order):\n    rail.put(order)\n    return order\n"
    )
    _, text = ask("exercises/00_start")
    replay = next(line for line in text.splitlines() if line.startswith("  replay"))
    code, text = ask(*replay.split()[2:])
    assert code == 1
    assert "DUPLICATED: first_message." in text
    assert "1 failed" in text


def test_other_answers_can_be_put_under_test_and_leave_progress_alone(ask, learner):
    code, text = ask("exercises/00_start", "exercises/01_why_asynchronous", "--answers", "solutions")
    assert code == 0, text
    assert not (learner.root / "progress.json").exists()


def test_a_folder_of_answers_that_is_not_there_is_said(ask):
    code, text = ask("exercises/00_start", "--answers", "nowhere")
    assert code != 0
    assert "--answers nowhere: there is no such folder" in text


def test_junit_output_carries_the_verdict(ask, learner):
    answer(learner, "first_message", "def pin_and_take(rail, order):\n    pass\n")
    ask("exercises/00_start", "--junit-xml=out.xml")
    properties = ET.parse(learner.root / "out.xml").getroot().iter("property")
    assert {"name": "verdict", "value": "WRONG"} in [p.attrib for p in properties]


def test_an_answer_cannot_reach_into_pytest(ask, learner):
    answer(learner, "first_message", "import pytest\npytest.skip('not today', allow_module_level=True)\n")
    code, text = ask("exercises/00_start")
    assert code == 1
    assert "passed" not in text.splitlines()[-1]


def test_outside_a_course_the_plugin_does_nothing(tmp_path):
    (tmp_path / "test_list_queue.py").write_text("def test_it():\n    assert True\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "1 passed" in done.stdout


def test_no_text_of_an_answer_reaches_the_terminal_raw(ask, learner):
    source = (
        "def pin_and_take(rail, order):\n    print('\\x1b[31m')\n    raise ValueError('\\x1b[2J\\ud800')\n"
    )
    answer(learner, "first_message", source)
    code, text = ask("exercises/00_start", "--junit-xml=out.xml")
    assert code == 1
    assert "\\x1b[31m" in text
    assert "\\x1b[2J\\ud800" in text
    assert "\x1b" not in text
    assert "\x1b" not in (learner.root / "out.xml").read_text(encoding="utf-8")


def test_a_course_for_another_version_says_so_instead_of_a_verdict(ask, learner):
    manifest = learner.root / "exercises" / "course.toml"
    manifest.write_text(re.sub("(?m)^version = .*", 'version = "0.1.0"', manifest.read_text()))
    answer(learner, "first_message", RIGHT)
    code, text = ask("exercises/00_start")
    assert code == 1
    assert "this copy of the course (0.1.0) is older than the installed mqlearn" in text
    assert "BROKEN" not in text
    assert "Traceback" not in text
