"""Answers from the browser: all of them arrive, and none of the learner's own is lost."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mqlearn.cli import app
from mqlearn.course.progress import Progress
from mqlearn.verdict import Verdict

ANSWER = "def pin_and_take(rail, order):\n    rail.put(order)\n    return rail.get()\n"
MINE = "def pin_and_take(rail, order):\n    return 'mine'\n"
ENTRY = {
    "answer": ANSWER,
    "verdict": "PASSED",
    "attempts": 2,
    "hints": 1,
    "first_checked_at": "2026-11-24T05:00:00+00:00",
    "passed_at": "2026-11-24T05:03:00+00:00",
}


@pytest.fixture
def take_in(learner):
    def take_in(exercises, *options, **rest):
        data = {"mqlearn": "answers from the browser", "version": 1, "exercises": exercises, **rest}
        (learner.root / "export.json").write_text(json.dumps(data))
        result = CliRunner().invoke(app, ["import", "export.json", *options], catch_exceptions=False)
        return result.exit_code, result.output

    return take_in


@pytest.fixture
def path(learner):
    return learner.answer_path(learner.exercise("first_message"))


def test_an_answer_takes_the_starters_place_and_its_verdict_says_where_it_is_from(take_in, learner, path):
    code, text = take_in({"first_message": ENTRY})
    assert code == 0
    assert path.read_text() == ANSWER
    assert "written  PASSED in the browser" in text
    assert "mqlearn check first_message" in text
    progress = Progress(learner.root)
    assert progress.done("first_message")
    assert progress.checked_in("first_message") == "browser"
    assert progress.attempts("first_message") == 2
    assert progress.minutes("first_message") == 3
    assert "in the browser" in CliRunner().invoke(app, []).output


def test_a_check_on_this_machine_takes_the_place_of_the_browsers_verdict(take_in, learner):
    take_in({"first_message": ENTRY})
    assert CliRunner().invoke(app, ["check", "first_message"]).exit_code == 0
    assert Progress(learner.root).checked_in("first_message") == ""


def test_an_answer_that_was_begun_here_is_kept_and_so_is_what_is_known_of_it(take_in, learner, path):
    path.write_text(MINE)
    code, text = take_in({"first_message": ENTRY})
    assert code == 0
    assert path.read_text() == MINE
    assert "was kept" in text
    assert "--over" in text
    assert not Progress(learner.root).passed("first_message")


def test_a_starter_with_a_line_changed_is_begun(take_in, path):
    path.write_text(path.read_text() + "\n# a thought of mine\n")
    before = path.read_text()
    take_in({"first_message": ENTRY})
    assert path.read_text() == before


def test_over_writes_it_and_keeps_the_learners_own_beside_it(take_in, path):
    path.write_text(MINE)
    _, text = take_in({"first_message": ENTRY}, "--over")
    assert path.read_text() == ANSWER
    assert path.with_name("first_message.mine-1.py").read_text() == MINE
    assert "first_message.mine-1.py" in text


def test_the_same_file_taken_in_twice_changes_nothing_more(take_in, learner, path):
    take_in({"first_message": ENTRY})
    before = Progress(learner.root).path.read_text()
    _, text = take_in({"first_message": ENTRY})
    assert "the same already" in text
    assert Progress(learner.root).path.read_text() == before
    assert list(path.parent.glob("*.mine-*")) == []


def test_a_verdict_from_here_on_the_same_answer_stays(take_in, learner, path):
    path.write_text(ANSWER)
    CliRunner().invoke(app, ["check", "first_message"])
    take_in({"first_message": {**ENTRY, "verdict": "LOST", "check": "test_a"}})
    assert Progress(learner.root).verdict("first_message") is Verdict.PASSED


def test_an_exercise_that_this_course_does_not_have_is_named_and_the_rest_arrives(take_in, path):
    code, text = take_in({"from_next_year": {"answer": "x"}, "first_message": ENTRY})
    assert code == 0
    assert "not in this course" in text
    assert path.read_text() == ANSWER


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        (3, "the entry is no table"),
        ({"answer": 3}, "answer is 3"),
        ({"answer": "x" * 1_000_001}, "more than 1,000,000 characters"),
        ({"verdict": "GREAT"}, "no verdict 'GREAT'"),
        ({"attempts": True}, "attempts is True"),
        ({"attempts": -1}, "attempts is -1"),
        ({"passed_at": "yesterday"}, "passed_at is no time"),
        ({"passed_at": "2026-11-24T05:03:00"}, "no time zone"),
    ],
)
def test_of_a_file_with_one_wrong_entry_nothing_is_taken_in(take_in, path, entry, complaint):
    before = path.read_text()
    code, text = take_in({"first_message": ENTRY, "hand_off": entry})
    assert code == 2
    assert "hand_off" in text
    assert complaint in " ".join(text.split())
    assert path.read_text() == before


def test_a_file_that_is_something_else_is_refused_with_what_it_is(take_in, learner):
    assert "another version" in take_in({}, version=2)[1]
    assert "no table of exercises" in take_in([])[1]
    for text, complaint in [("{", "no JSON"), ("[]", "no answers from the browser")]:
        (learner.root / "other.json").write_text(text)
        result = CliRunner().invoke(app, ["import", "other.json"])
        assert result.exit_code == 2
        assert complaint in result.output
    assert "there is no file" in CliRunner().invoke(app, ["import", "missing.json"]).output


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ({"answer": "print('soup')\nprint('\ud83c')\n"}, "a lone surrogate, in line 2"),
        ({"answer": ANSWER, "check": "test_\udc00"}, "a lone surrogate, in line 1"),
    ],
)
def test_half_of_a_character_is_told_and_nothing_is_written(take_in, path, entry, complaint):
    before = path.read_bytes()
    code, text = take_in({"first_message": entry})
    assert code == 2
    assert complaint in text
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.glob(".*")] == []


def test_an_answer_that_cannot_be_written_leaves_the_old_one_whole(take_in, path, monkeypatch):
    before = path.read_bytes()
    replace = Path.replace

    def full(self, target):
        if Path(target).name == path.name:
            raise OSError(28, "No space left on device", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    code, text = take_in({"first_message": ENTRY})
    assert code == 2
    assert "No space left" in text
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.glob(".*")] == []


def test_a_name_in_the_file_cannot_steer_the_terminal(take_in):
    code, text = take_in({"\x1b[2J\x07\ud800evil": {"answer": "x"}})
    assert code == 0
    assert "\\x1b[2J\\x07\\ud800evil" in text
    assert "\x1b" not in text
    code, text = take_in({"\x1b[2J": 3})
    assert code == 2
    assert "\x1b" not in text


def test_a_file_that_is_nested_too_deep_is_one_sentence(learner):
    (learner.root / "deep.json").write_text("[" * 100_000)
    result = CliRunner().invoke(app, ["import", "deep.json"])
    assert result.exit_code == 2
    assert "is no JSON" in result.output


def test_a_path_in_a_name_leads_nowhere(take_in, learner):
    _, text = take_in({"../../evil": {"answer": "x"}})
    assert "not in this course" in text
    assert not (learner.root.parent / "evil.py").exists()
