"""Progress: one small readable file; a broken one is kept and never lost."""

import json

import pytest

from mqlearn.grading.progress import Progress
from mqlearn.grading.verdict import Result, Verdict


def test_what_was_passed_stays_passed_after_a_later_failure(tmp_path):
    Progress(tmp_path).note_check(Result("message", "test_a", Verdict.PASSED))
    Progress(tmp_path).note_check(Result("message", "test_a", Verdict.LOST))
    progress = Progress(tmp_path)
    assert progress.passed("message")
    assert progress.verdict("message") is Verdict.LOST
    assert progress.attempts("message") == 2


def test_a_starter_is_no_attempt(tmp_path):
    Progress(tmp_path).note_check(Result("message", "test_a", Verdict.NOT_STARTED))
    assert Progress(tmp_path).attempts("message") == 0


@pytest.mark.parametrize(
    "broken", ["", "{", "[]", '{"exercises": 3}', '{"exercises": {"message": 3}}', "\x00"]
)
def test_a_broken_file_is_kept_and_a_new_one_begun(tmp_path, broken):
    (tmp_path / "progress.json").write_text(broken)
    progress = Progress(tmp_path)
    assert "progress.json.broken-1" in progress.trouble
    assert (tmp_path / "progress.json.broken-1").read_text() == broken
    progress.note_hints("message", 1)
    assert Progress(tmp_path).hints("message") == 1


def test_a_second_broken_file_does_not_replace_the_first(tmp_path):
    for text in ("first", "second"):
        (tmp_path / "progress.json").write_text(text)
        Progress(tmp_path)
    assert (tmp_path / "progress.json.broken-1").read_text() == "first"
    assert (tmp_path / "progress.json.broken-2").read_text() == "second"


def test_the_file_can_be_read_by_people(tmp_path):
    Progress(tmp_path).note_check(Result("message", "test_a", Verdict.PASSED))
    text = (tmp_path / "progress.json").read_text()
    assert json.loads(text)["version"] == 1
    assert len(text.splitlines()) > 5


def test_what_a_newer_version_wrote_survives(tmp_path):
    (tmp_path / "progress.json").write_text(
        '{"version": 1, "exercises": {"of_the_future": {"verdict": "PASSED"}}}'
    )
    Progress(tmp_path).note_hints("message", 1)
    assert "of_the_future" in (tmp_path / "progress.json").read_text()
