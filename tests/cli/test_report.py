"""A report: for a learner, a class and CI. It is green only if everything in it is."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from mqlearn.cli import app
from mqlearn.cli.reports import NOT_CHECKED, Row, as_markdown, from_progress
from mqlearn.course.progress import Progress
from mqlearn.verdict import Outcome, Result, Verdict


@pytest.fixture
def ask(learner):
    def ask(*arguments):
        result = CliRunner().invoke(app, ["report", *arguments], catch_exceptions=False)
        return result.exit_code, result.stdout

    return ask


def note(learner, name, verdict):
    Progress(learner.root).note_check(Result(name, "test_a", Outcome(verdict)))


def test_it_ends_with_0_only_if_everything_reported_has_passed(ask, learner):
    note(learner, "message", Verdict.LOST)
    note(learner, "first_message", Verdict.PASSED)
    assert ask()[0] == 1
    assert ask("first_message")[0] == 0
    assert ask("first_message", "message")[0] == 1


def test_the_table_has_a_line_for_each_exercise(ask, learner):
    note(learner, "message", Verdict.LOST)
    text = ask()[1]
    assert f"0 of {len(learner.exercises)} exercises passed" in text
    assert {"message", "LOST", "1"} <= set(next(x for x in text.splitlines() if "LOST" in x).split())
    assert text.count(NOT_CHECKED) == len(learner.exercises) - 1
    assert max(map(len, text.splitlines())) <= 80


def test_json_has_verdict_attempts_and_time(ask, learner):
    note(learner, "message", Verdict.LOST)
    note(learner, "message", Verdict.PASSED)
    code, text = ask("message", "list_queue", "--json")
    assert code == 1
    report = json.loads(text)
    assert (report["passed"], report["of"]) == (1, 2)
    first, second = report["exercises"]
    assert (first["exercise"], first["verdict"], first["attempts"], first["minutes"]) == (
        "message",
        "PASSED",
        2,
        0,
    )
    assert (second["verdict"], second["passed"], second["minutes"]) == (NOT_CHECKED, False, None)


def test_markdown_is_a_table(ask, learner):
    note(learner, "message", Verdict.PASSED)
    code, text = ask("message", "--markdown")
    assert code == 0
    assert "| message | A message | 1 | PASSED | 1 | 0 |" in text.splitlines()


def test_a_bar_in_a_title_does_not_break_the_table():
    row = Row("message", "this | that", "02", 1, "PASSED", True)
    assert as_markdown([row]).splitlines()[-1] == "| message | this \\| that | 1 | PASSED | - | - |"


def test_check_runs_the_checks_first_and_notes_them(ask, learner):
    exercise = learner.exercise("first_message")
    shutil.copy(learner.solution_path(exercise), learner.answer_path(exercise))
    code, text = ask("first_message", "--check", "--json")
    assert code == 0
    assert json.loads(text)["exercises"][0]["verdict"] == "PASSED"
    assert Progress(learner.root).passed("first_message")


def test_a_folder_of_answers_is_checked_and_progress_stays(ask, learner, course, tmp_path):
    ada = tmp_path / "answers" / "ada"
    for name, source in (
        ("first_message", learner.solution_path(learner.exercise("first_message"))),
        ("message", course.wrong_answers(course.exercise("message"))[0]),
    ):
        target = learner.answer_path(learner.exercise(name), ada)
        target.parent.mkdir(parents=True)
        shutil.copy(source, target)
    code, text = ask("--answers", "answers/ada", "--json", "first_message", "message", "list_queue")
    assert code == 1
    rows = {row["exercise"]: row for row in json.loads(text)["exercises"]}
    assert rows["first_message"]["passed"]
    assert not rows["message"]["passed"]
    assert rows["message"]["report"].startswith(rows["message"]["verdict"])
    assert rows["list_queue"]["verdict"] == "NOT STARTED"  # nothing handed in
    assert rows["message"]["attempts"] is None
    assert not (learner.root / "progress.json").exists()
    assert ask("--answers", "answers/ada", "first_message")[0] == 0


def test_a_starter_after_a_pass_stays_a_pass(learner):
    note(learner, "message", Verdict.PASSED)
    progress = Progress(learner.root)
    progress.begin_anew("message")
    assert from_progress(learner.exercise("message"), progress).passed


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--json", "--markdown"], "do not go together"),
        (["--answers", "nowhere"], "there is no such folder"),
        (["--answers", "lessons"], "should look like lessons/00_start/first_message.py"),
        (["lst_queue"], "Did you mean list_queue"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_nothing_on_stdout(learner, arguments, words):
    result = CliRunner().invoke(app, ["report", *arguments], catch_exceptions=False)
    assert result.exit_code == 2
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""
