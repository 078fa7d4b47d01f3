"""The `mqlearn` command, as it is typed."""

import os
import shutil
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from mqlearn.cli import app
from mqlearn.course.progress import Progress

WRONG = "def pin_and_take(rail, order):\n    rail.put(order)\n    return order\n"


@pytest.fixture
def ask(learner):
    def ask(*arguments):
        result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
        return result.exit_code, result.output

    return ask


def solve(learner, name):
    exercise = learner.exercise(name)
    learner.answer_path(exercise).write_text(learner.solution_path(exercise).read_text(encoding="utf-8"))


def test_the_map_shows_every_lesson_and_the_next_step(ask, learner):
    code, text = ask()
    assert code == 0
    assert f"0 of {len(learner.exercises)} exercises passed" in text
    assert all(lesson.title in text for lesson in learner.lessons)
    assert text.count("still to come") == sum(not lesson.ready for lesson in learner.lessons)
    assert "mqlearn check first_message" in text


def test_a_check_that_passes_says_why_and_what_is_next(ask, learner):
    solve(learner, "first_message")
    code, text = ask("check", "first_message")
    assert code == 0
    assert "PASSED  first_message" in text
    assert "break it" in text
    assert "mqlearn check hand_off" in text
    assert f"1 of {len(learner.exercises)}" in ask()[1]


def test_who_begins_in_the_middle_goes_on_from_there(ask, learner):
    solve(learner, "ring_buffer")
    code, text = ask("check", "ring_buffer")
    assert code == 0
    assert "mqlearn check two_stacks" in text


def test_a_check_that_fails_says_what_and_where_and_ends_with_1(ask, learner):
    learner.answer_path(learner.exercise("first_message")).write_text(WRONG)
    code, text = ask("check", "first_message")
    assert code == 1
    assert text.startswith("DUPLICATED  first_message")
    assert "replay    pytest exercises/00_start/test_first_message.py::test_" in text
    assert "DUPLICATED" in ask()[1]


def test_without_a_name_the_next_exercise_is_checked(ask, learner):
    solve(learner, "first_message")
    ask("check")
    code, text = ask("check")
    assert code == 1
    assert "NOT STARTED  hand_off" in text


def test_all_exercises_at_once(ask, learner):
    for exercise in learner.exercises:
        solve(learner, exercise.name)
    code, text = ask("check", "--all")
    assert code == 0
    assert text.count("PASSED") == len(learner.exercises)
    assert "Everything that is here is passed" in text


def test_another_file_can_be_checked_and_progress_stays(ask, learner):
    other = learner.root / "mine.py"
    other.write_text(WRONG)
    code, text = ask("check", "first_message", "--answer", "mine.py")
    assert code == 1
    assert "replay    mqlearn check first_message --answer mine.py" in text
    assert not (learner.root / "progress.json").exists()
    assert ask("check", "--answer", "mine.py")[0] == 2


def test_hints_come_one_by_one_and_stop_at_three(ask):
    assert ask("hint", "message")[1].count("hint ") == 1
    assert ask("hint", "message")[1].count("hint ") == 2
    assert ask("hint", "message")[1].count("hint ") == 3
    assert "--give-up" in ask("hint", "message")[1]


def test_a_solution_is_shown_after_passing_or_giving_up(ask, learner):
    code, text = ask("solution", "first_message")
    assert code == 1
    assert "not passed first_message yet" in text
    assert "def pin_and_take" in ask("solution", "first_message", "--give-up")[1]
    solve(learner, "first_message")
    ask("check", "first_message")
    assert "def pin_and_take" in ask("solution", "first_message")[1]


def test_reset_puts_the_starter_back_and_keeps_the_answer(ask, learner):
    path = learner.answer_path(learner.exercise("first_message"))
    starter = path.read_text()
    solve(learner, "first_message")
    ask("check", "first_message")
    code, text = ask("reset", "first_message")
    assert code == 0
    assert path.read_text() == starter
    kept = path.with_name("first_message.mine-1.py")
    assert kept.name in text
    assert "rail.get()" in kept.read_text()
    assert Progress(learner.root).passed("first_message")  # what was reached is never taken away
    assert Progress(learner.root).verdict("first_message") is None
    assert "is the starter already" in ask("reset", "first_message")[1]


def test_reset_of_an_exercise_that_this_package_does_not_know_changes_nothing(ask, learner, monkeypatch):
    solve(learner, "first_message")
    before = learner.answer_path(learner.exercise("first_message")).read_text()
    monkeypatch.setattr("mqlearn.course.starters.package_course", lambda: None)
    code, text = ask("reset", "first_message")
    assert code == 2
    assert "has no starter of first_message" in text
    assert learner.answer_path(learner.exercise("first_message")).read_text() == before


def test_a_replay_runs_only_the_check_that_failed_and_leaves_progress_alone(ask, learner, course):
    path = learner.answer_path(learner.exercise("first_message"))
    path.write_text(WRONG)
    ask("check", "first_message")
    before = (learner.root / "progress.json").read_text()
    code, text = ask("check", "first_message", "--replay")
    assert code == 1
    assert text.startswith("DUPLICATED  first_message")
    # This one keeps every order, as the replayed check wants; a later check would find it out.
    (later,) = [p for p in course.wrong_answers(course.exercise("first_message")) if p.stem == "newest_first"]
    path.write_text(later.read_text())
    code, text = ask("check", "first_message", "--replay")
    assert code == 0
    assert "PASSED  test_nothing_is_lost_or_doubled" in text
    assert "mqlearn check first_message" in text
    assert (learner.root / "progress.json").read_text() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "message", "--replay"], "no check of message is known to fail"),
        (["check", "message", "list_queue", "--replay"], "--replay goes with one exercise"),
        (["check", "message", "--answer", "x.py", "--replay"], "--answer goes with"),
    ],
)
def test_a_replay_without_anything_to_replay_is_one_sentence(ask, arguments, words):
    code, text = ask(*arguments)
    assert code == 2
    assert words in text
    assert len(text.splitlines()) == 1


def test_a_picture_is_drawn_from_the_log_of_a_failure(ask, learner, course, tmp_path, monkeypatch):
    (bank,) = [
        p for p in course.wrong_answers(course.exercise("hand_off")) if p.stem == "task_for_every_mail"
    ]
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code, text = ask("check", "hand_off", "--answer", str(bank), "--picture")
    assert code == 1
    lines = text.partition("stuck?")[2]
    assert "customer" in lines
    assert "mail service" in lines
    (page,) = tmp_path.glob("mqlearn-hand_off-*.html")
    assert str(page) in text
    drawn = page.read_text(encoding="utf-8")
    assert "<svg" in drawn
    assert "mail service" in drawn


def test_where_there_is_nothing_to_draw_one_sentence_says_so(ask, learner):
    path = learner.answer_path(learner.exercise("first_message"))
    path.write_text(WRONG)
    assert "this check keeps no log of events" in ask("check", "first_message", "--picture")[1]
    solve(learner, "first_message")
    assert "nothing failed" in ask("check", "first_message", "--picture")[1]


def test_a_check_runs_and_says_so_where_progress_cannot_be_saved(ask, learner):
    (learner.root / "progress.json").mkdir()  # stands in for a folder without the right to write
    solve(learner, "first_message")
    code, text = ask("check", "first_message")
    assert code == 0
    assert "PASSED  first_message" in text
    assert text.count("could not be saved") == 1


def test_brackets_in_a_path_are_printed_as_they_are(ask, learner):
    odd = learner.root / "[bold]mine.py"
    odd.write_text(WRONG)
    assert "--answer [bold]mine.py" in ask("check", "first_message", "--answer", odd.name)[1]


def test_a_lesson_opens_in_jupyterlab_trusted_and_with_the_exercises_in_reach(ask, learner, monkeypatch):
    calls = []

    def call(command, **options):
        calls.append(command[3:])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", call)
    assert ask("lesson", "1", "--lab")[0] == 0
    trust, lab = calls
    assert trust[0] == "trust"
    assert {path.rpartition(os.sep)[2] for path in trust[1:]} == {
        f"{x.name}.ipynb" for x in learner.lessons if x.ready
    }
    assert lab[0] == "lab"
    assert f"--ServerApp.root_dir={learner.root}" in lab
    assert "--LabApp.default_url=/lab/tree/lessons/01_why_asynchronous.ipynb" in lab


def test_a_lesson_can_be_read_in_the_terminal(ask):
    code, text = ask("lesson", "1", "--text")
    assert code == 0
    assert "Why asynchronous?" in text
    assert "mails per minute" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "lst_queue"], "Did you mean list_queue"),
        (["hint", "nothing_like_it_at_all"], "there is no exercise"),
        (["lesson", "77"], "no lesson called '77'"),
    ],
)
def test_a_wrong_name_is_one_sentence_and_exit_code_2(ask, arguments, words):
    code, text = ask(*arguments)
    assert code == 2
    assert words in text
    assert len(text.splitlines()) == 1


def test_a_lesson_that_is_not_written_yet_is_one_sentence(ask, learner):
    manifest = learner.root / "exercises" / "course.toml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("ready = true\n", ""), encoding="utf-8")
    code, text = ask("lesson", "03")
    assert code == 2
    assert "still to come" in text
    assert len(text.splitlines()) == 1


def test_a_beginning_or_a_path_will_do_for_a_name(ask):
    assert "hint 1" in ask("hint", "waiting")[1]
    assert "hint 1" in ask("hint", "exercises/02_messages_and_queues/test_message.py")[1]


def test_a_broken_manifest_is_one_sentence(ask, learner):
    (learner.root / "exercises" / "course.toml").write_text("[[exercise]\n")
    code, text = ask()
    assert code == 2
    assert "is no valid TOML" in text


def test_a_broken_progress_file_is_kept(ask, learner):
    (learner.root / "progress.json").write_text("{")
    code, text = ask()
    assert code == 0
    assert "kept as progress.json.broken-1" in text


def test_the_doctor_finds_everything_here(ask):
    code, text = ask("doctor")
    assert code == 0
    assert "a check: PASSED on a right answer" in text


def test_in_a_copy_without_solutions_the_doctor_tries_a_starter(ask, learner):
    shutil.rmtree(learner.root / "solutions")
    code, text = ask("doctor")
    assert code == 0
    assert "a check: NOT STARTED on a starter" in text


def test_without_its_libraries_the_command_says_what_to_install(tmp_path):
    (tmp_path / "typer.py").write_text("raise ModuleNotFoundError(\"No module named 'typer'\", name='typer')")
    done = subprocess.run(
        [sys.executable, "-m", "mqlearn"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert done.returncode == 2
    assert "pip install 'mqlearn[cli]'" in done.stderr
