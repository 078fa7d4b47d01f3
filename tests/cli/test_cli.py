"""The `mqlearn` command, as it is typed."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from mqlearn import __version__
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
    manifest = learner.root / "exercises" / "course.toml"
    head, *tables = manifest.read_text().split("[[exercise]]")
    manifest.write_text("[[exercise]]".join([head, *tables[:6]]))  # the journey checks all of them
    first = learner.exercises[:6]
    for exercise in first:
        solve(learner, exercise.name)
    code, text = ask("check", "--all")
    assert code == 0
    assert text.count("PASSED") == len(first)
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


@pytest.mark.parametrize("typed", ["first_mess", "test_first_message"])
def test_reset_does_not_guess_what_was_meant(ask, learner, typed):
    solve(learner, "first_message")
    before = learner.answer_path(learner.exercise("first_message")).read_text()
    code, text = ask("reset", typed)
    assert code == 2
    assert "Did you mean first_message?" in text
    assert learner.answer_path(learner.exercise("first_message")).read_text() == before


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


STARTER = "exercises/00_start/first_message.py"
CHECK = "exercises/00_start/test_first_message.py"
LESSON = "lessons/02_messages_and_queues.ipynb"


@pytest.mark.parametrize(
    ("name", "data", "words", "mend"),
    [
        (LESSON, b'{"cells": [', "it is not JSON", "mqlearn reset 02"),
        (LESSON, None, "it is missing", "mqlearn reset 02"),
        (LESSON, b'{"nbformat": 4, "cells": [{"cell_type": "code"}]}', "has no source", "mqlearn reset 02"),
        (STARTER, None, "it is missing", "mqlearn reset first_message"),
        (STARTER, b"", "it is empty", "mqlearn reset first_message"),
        (STARTER, b"\0\0\0", "zero bytes", "mqlearn reset first_message"),
        (STARTER, b"# caf\xe9", "cannot be read", "mqlearn reset first_message"),
        (CHECK, b"def test_(:", "syntax error", "mqlearn init ."),
        (CHECK, b"x = 1", "there is no check", "mqlearn init ."),
        (CHECK, b"def test_it(answer): ...", "it was changed", "mqlearn init ."),
    ],
)
def test_the_doctor_names_a_damaged_file_and_the_command_it_names_brings_it_back(
    ask, learner, tmp_path, monkeypatch, name, data, words, mend
):
    assert ask("init", "mine")[0] == 0
    monkeypatch.chdir("mine")
    path = tmp_path / "mine" / name
    whole = path.read_bytes()
    path.unlink() if data is None else path.write_bytes(data)
    code, text = ask("doctor")
    assert code == 1
    line, after = next(
        (line, after)
        for line, after in zip(text.splitlines(), text.splitlines()[1:], strict=False)
        if f"{name}: " in line
    )
    assert words in line
    assert after.strip() == f"Put it back with: {mend}"
    assert text.count("NOT OK") == 1
    assert ask(*mend.split()[1:])[0] == 0
    assert path.read_bytes() == whole
    assert ask("doctor")[0] == 0


def test_without_any_right_answer_to_try_the_doctor_says_so(ask, learner, monkeypatch):
    shutil.rmtree(learner.root / "solutions")
    monkeypatch.setattr("mqlearn.course.starters.package_course", lambda: None)
    code, text = ask("doctor")
    assert code == 1
    assert "a check: there is no right answer to try" in text


@pytest.mark.parametrize(
    "break_it",
    [
        lambda learner, patch: (learner.root / "lessons" / "00_start.ipynb").write_text("{"),
        lambda learner, patch: (learner.root / "lessons" / "00_start.ipynb").write_text('{"cells": [{}]}'),
        lambda learner, patch: patch.setattr("mqlearn.cli.check.print_next", crash),
        lambda learner, patch: patch.setattr("mqlearn.cli.check._print_picture", crash),
        lambda learner, patch: patch.setattr("mqlearn.cli.check._print_praise", crash),
        lambda learner, patch: patch.setattr("mqlearn.cli.check.right_answers", crash),
        lambda learner, patch: patch.setattr("mqlearn.course.progress.Progress.note_check", crash),
    ],
)
def test_what_fails_beside_a_verdict_is_one_sentence_and_changes_neither_verdict_nor_exit_code(
    ask, learner, monkeypatch, break_it
):
    solve(learner, "first_message")
    break_it(learner, monkeypatch)
    code, text = ask("check", "first_message", "--picture")
    assert code == 0
    assert "PASSED  first_message" in text
    assert len(re.findall(r"mqlearn: .* failed[ :]", text)) == 1
    assert "Traceback" not in text
    learner.answer_path(learner.exercise("first_message")).write_text(WRONG)
    code, text = ask("check", "first_message", "--picture")
    assert code == 1
    assert "DUPLICATED  first_message" in text
    assert "rule" in text


def crash(*_, **__):
    raise KeyError("a defect")


def test_a_lesson_is_put_back_and_yours_is_kept_beside_it(ask, learner, monkeypatch):
    ask("init", "mine")
    monkeypatch.chdir("mine")
    path = learner.root / "mine" / LESSON
    whole = path.read_bytes()
    notes = json.loads(whole)
    notes["cells"][0]["source"] = ["my notes"]
    path.write_text(json.dumps(notes))
    for name in ("02", "2", LESSON, "02_messages_and_queues"):
        before = path.read_bytes()
        code, text = ask("reset", name)
        assert code == 0
        assert path.read_bytes() == whole
        if before != whole:
            assert "lessons/02_messages_and_queues.mine-1.ipynb" in text
        else:
            assert "Nothing was changed" in text
    assert "my notes" in path.with_name("02_messages_and_queues.mine-1.ipynb").read_text()
    code, text = ask("reset", "13")
    assert code == 2
    assert "lesson 13 is still to come" in text


def test_a_solution_comes_with_the_other_right_answers_and_what_is_different_in_each(ask, learner):
    exercise = learner.exercise("list_queue")
    paths = [learner.solution_path(exercise), *learner.alternatives(exercise)]
    assert len(paths) > 1
    code, text = ask("solution", "list_queue", "--give-up")
    assert code == 0
    assert text.count("The solution\n") == 1
    assert text.count("Another right answer (") == len(paths) - 1
    for path in paths:
        about = ast.get_docstring(ast.parse(path.read_text())).partition("\n\n")[0]
        assert about.split()[:5] == " ".join(text.split()).partition(" ".join(about.split()[:5]))[1].split()
        assert path.read_text().splitlines()[-1] in text


def test_solutions_come_from_the_package_where_the_copy_has_none(ask, learner):
    shutil.rmtree(learner.root / "solutions")
    assert "def pin_and_take" in ask("solution", "first_message", "--give-up")[1]


def test_in_a_copy_made_without_solutions_they_stay_locked(ask, learner, tmp_path, monkeypatch):
    ask("init", "mine", "--no-solutions")
    monkeypatch.chdir("mine")
    shutil.copy(learner.solution_path(learner.exercise("first_message")), STARTER)
    text = ask("check", "first_message")[1]
    assert "PASSED" in text
    assert "mqlearn solution" not in text
    for option in ([], ["--give-up"]):
        code, text = ask("solution", "first_message", *option)
        assert code == 2
        assert "locked in this copy of the course: it was made with --no-solutions" in text
    for _ in range(3):
        assert "--give-up" not in ask("hint", "message")[1]
    ask("init", ".")
    assert ask("solution", "first_message")[0] == 2  # an update does not unlock them
    ask("init", ".", "--solutions")
    assert "def pin_and_take" in ask("solution", "first_message")[1]


ESCAPES = "\x1b[31m\x07\x9b2J\ud800\u202e"


@pytest.mark.parametrize(
    "source",
    [
        f"def pin_and_take(rail, order):\n    print({ESCAPES!r})\n    return order\n",
        f"def pin_and_take(rail, order):\n    raise ValueError({ESCAPES!r})\n",
        f"class Odd:\n def __repr__(self): return {ESCAPES!r}\ndef pin_and_take(rail, order): return Odd()\n",
        f"import os\nos.write(2, {ESCAPES!r}.encode('utf-8', 'replace'))\nos._exit(3)\n",
        f"import threading, time\nthreading.Thread(target=time.sleep, args=(9,), name={ESCAPES!r}).start()\n",
        "def pin_and_take(rail, order):\n    x = '\x1b[31m'; raise ValueError\n",
    ],
)
@pytest.mark.parametrize(
    "command", [["check", "first_message", "--picture"], ["report", "--check", "--json"]]
)
def test_no_text_of_an_answer_reaches_the_terminal_raw(ask, learner, source, command):
    learner.answer_path(learner.exercise("first_message")).write_text(source)
    name = ["first_message"] if command[0] == "report" else []
    code, text = ask(*command, *name)
    assert code == 1
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202e]", text)
    assert "\\x1b[31m" in text or "x1b[31m" in text


def with_version(root, version):
    manifest = root / "exercises" / "course.toml"
    manifest.write_text(re.sub("(?m)^version = .*", f'version = "{version}"', manifest.read_text()))


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("0.1.9", "is older than the installed mqlearn"),
        (
            "99.0.0",
            "older than this copy of the course (99.0.0), so it cannot run its checks. Update it: pip",
        ),
    ],
)
def test_a_course_that_does_not_fit_the_package_is_told_instead_of_a_verdict(ask, learner, version, words):
    solve(learner, "first_message")
    with_version(learner.root, version)
    for command in (["check"], ["check", "first_message"], ["report", "--check"], ["doctor"]):
        code, text = ask(*command)
        assert code == (1 if command == ["doctor"] else 2)
        assert words in text
        assert "BROKEN" not in text
    assert words in ask()[1]


def test_a_newer_manifest_with_words_that_this_package_does_not_know_says_so(ask, learner):
    manifest = learner.root / "exercises" / "course.toml"
    manifest.write_text(manifest.read_text().replace("ready = true\n", 'ready = true\nmood = "new"\n'))
    assert "does not know mood" in ask()[1]
    with_version(learner.root, "99.0.0")
    code, text = ask()
    assert code == 2
    assert "Update it: pip install -U mqlearn" in text
    assert "mood" not in text


def test_a_patch_of_either_fits(ask, learner):
    solve(learner, "first_message")
    with_version(learner.root, f"{'.'.join(__version__.split('.')[:2])}.99")
    assert ask("check", "first_message")[0] == 0


def test_course_and_package_have_the_same_version(course):
    assert course.manifest["version"] == __version__


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


def test_the_map_and_the_report_agree_on_what_is_passed(ask, learner):
    solve(learner, "first_message")
    ask("check", "first_message")
    learner.answer_path(learner.exercise("first_message")).write_text(WRONG)
    ask("check", "first_message")
    of = len(learner.exercises)
    assert f"0 of {of} exercises passed" in ask()[1]
    assert f"0 of {of} exercises passed" in ask("report")[1]
