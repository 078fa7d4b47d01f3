"""The question before the first check: asked once, kept, and shown again beside the explanation."""

import os
import pty
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from mqlearn.cli import app, predict
from mqlearn.course.progress import Progress

NAME = "first_message"
WRONG = "def pin_and_take(rail, order):\n    rail.put(order)\n    return order\n"
ASKED = "Before the first check"


def in_a_terminal(folder, *arguments, typed=""):
    """Run the command in a terminal and type something; return its exit code and the words on the screen."""
    master, slave = pty.openpty()
    os.write(master, typed.encode())
    command = [sys.executable, "-m", "mqlearn", *arguments]
    env = {**os.environ, "TERM": "dumb", "COLUMNS": "200"}
    with subprocess.Popen(command, cwd=folder, env=env, stdin=slave, stdout=slave, stderr=slave) as process:
        os.close(slave)
        seen = b""
        try:
            while block := os.read(master, 4096):
                seen += block
        except OSError:  # the other end is closed
            pass
    os.close(master)
    return process.returncode, " ".join(seen.decode(errors="replace").split())


@pytest.fixture
def solved(learner):
    exercise = learner.exercise(NAME)
    learner.answer_path(exercise).write_bytes(learner.solution_path(exercise).read_bytes())
    return learner


def of(learner):
    return Progress(learner.root)


def test_a_prediction_is_asked_for_kept_and_shown_after_the_pass(solved):
    code, screen = in_a_terminal(solved.root, "check", NAME, typed="it returns the soup\n")
    assert code == 0
    assert (
        screen.index(ASKED)
        < screen.index("What does pin_and_take(rail, 'salad') return")
        < screen.index("PASSED")
    )
    assert "you said it returns the soup" in screen.partition("PASSED")[2]
    assert of(solved).predicted(NAME) == "it returns the soup"


def test_it_is_asked_once_and_before_the_first_check_only(learner):
    path = learner.answer_path(learner.exercise(NAME))
    path.write_text(WRONG)
    assert ASKED in in_a_terminal(learner.root, "check", NAME, typed="soup\n")[1]
    assert ASKED not in in_a_terminal(learner.root, "check", NAME)[1]
    path.write_bytes(learner.solution_path(learner.exercise(NAME)).read_bytes())
    screen = in_a_terminal(learner.root, "check", NAME)[1]
    assert ASKED not in screen
    assert "you said soup" in screen


@pytest.mark.parametrize("typed", ["\n", "\x04"])
def test_enter_or_the_end_of_the_input_skips_it_for_good(solved, typed):
    code, screen = in_a_terminal(solved.root, "check", NAME, typed=typed)
    assert (code, "PASSED" in screen, "you said" in screen) == (0, True, False)
    assert ASKED not in in_a_terminal(solved.root, "check", NAME)[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", NAME, "--no-predict"),
        ("check", NAME, "hand_off"),
        ("check", NAME, "--answer", f"exercises/00_start/{NAME}.py"),
    ],
)
def test_these_do_not_ask_and_leave_the_question_for_later(solved, arguments):
    assert ASKED not in in_a_terminal(solved.root, *arguments)[1]
    assert (
        "predicted" not in (solved.root / "progress.json").read_text() if of(solved).path.exists() else True
    )


def test_a_learner_who_has_tried_before_is_not_asked(learner):
    learner.answer_path(learner.exercise(NAME)).write_text(WRONG)
    assert CliRunner().invoke(app, ["check", NAME]).exit_code == 1
    assert ASKED not in in_a_terminal(learner.root, "check", NAME)[1]


def test_without_a_terminal_nobody_is_asked(solved):
    result = CliRunner().invoke(app, ["check", NAME], input="soup\n")
    assert result.exit_code == 0
    assert ASKED not in result.output
    assert of(solved).predicted(NAME) == ""


def test_what_is_typed_cannot_steer_the_terminal_later(solved, monkeypatch):
    monkeypatch.setattr(predict, "has_terminal", lambda: True)
    result = CliRunner().invoke(app, ["check", NAME], input="\x1b[2Jsoup" + "!" * 1000 + "\n")
    assert result.exit_code == 0
    assert "\x1b" not in result.output
    assert of(solved).predicted(NAME) == ("[2Jsoup" + "!" * 1000)[: predict.MOST]


def test_a_reset_keeps_the_prediction(solved):
    Progress(solved.root).note_prediction(NAME, "soup")
    assert CliRunner().invoke(app, ["reset", NAME]).exit_code == 0
    assert of(solved).predicted(NAME) == "soup"


def test_every_starter_has_a_question(course):
    for exercise in course.exercises:
        assert predict.question_in(course.answer_path(exercise).read_text(encoding="utf-8")).endswith(
            ("?", ".")
        ), exercise


def test_an_answer_without_its_text_is_asked_the_starters_question(solved):
    exercise = solved.exercise(NAME)
    solved.answer_path(exercise).write_text("def broken(:\n")
    assert "pin_and_take(rail, 'salad')" in in_a_terminal(solved.root, "check", NAME, typed="\n")[1]
