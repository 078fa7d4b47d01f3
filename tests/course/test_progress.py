"""Progress: one small readable file; a broken one is kept and never lost."""

import json
import subprocess
import sys

import pytest

from mqlearn.course.progress import Progress, _lock
from mqlearn.verdict import Outcome, Result, Verdict


def test_what_was_passed_stays_passed_after_a_later_failure(tmp_path):
    Progress(tmp_path).note_check(Result("message", "test_a", Outcome(Verdict.PASSED)))
    Progress(tmp_path).note_check(Result("message", "test_a", Outcome(Verdict.LOST)))
    progress = Progress(tmp_path)
    assert progress.passed("message")
    assert progress.verdict("message") is Verdict.LOST
    assert progress.attempts("message") == 2


def test_a_starter_is_no_attempt(tmp_path):
    Progress(tmp_path).note_check(Result("message", "test_a", Outcome(Verdict.NOT_STARTED)))
    assert Progress(tmp_path).attempts("message") == 0


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "{",
        "[]",
        '{"exercises": 3}',
        '{"exercises": {"message": 3}}',
        '{"exercises": {"message": {"attempts": "many"}}}',
        "\x00",
    ],
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
    Progress(tmp_path).note_check(Result("message", "test_a", Outcome(Verdict.PASSED)))
    text = (tmp_path / "progress.json").read_text()
    assert json.loads(text)["version"] == 1
    assert len(text.splitlines()) > 5


def test_what_a_newer_version_wrote_survives(tmp_path):
    (tmp_path / "progress.json").write_text(
        '{"version": 1, "exercises": {"of_the_future": {"verdict": "PASSED"}}}'
    )
    Progress(tmp_path).note_hints("message", 1)
    assert "of_the_future" in (tmp_path / "progress.json").read_text()


def test_a_reset_keeps_that_it_passed_and_when_it_was_begun(tmp_path):
    progress = Progress(tmp_path)
    progress.note_check(Result("message", "test_a", Outcome(Verdict.PASSED)))
    progress.note_check(Result("message", "test_a", Outcome(Verdict.LOST)))
    progress.begin_anew("message")
    progress = Progress(tmp_path)
    assert progress.done("message")
    assert progress.failed_check("message") == ""
    assert progress.minutes("message") == 0


def test_the_time_runs_from_the_first_check_to_the_first_pass(tmp_path):
    entry = {"first_checked_at": "2026-05-01T23:50:00+00:00", "passed_at": "2026-05-02T00:02:00+00:00"}
    begun = {"first_checked_at": "2026-05-01T23:50:00+00:00"}
    (tmp_path / "progress.json").write_text(
        json.dumps({"exercises": {"message": entry, "list_queue": begun}})
    )
    progress = Progress(tmp_path)
    progress.note_check(Result("message", "test_a", Outcome(Verdict.PASSED)))  # a second pass changes nothing
    assert progress.minutes("message") == 12
    assert progress.minutes("list_queue") is None


def test_the_check_that_failed_is_remembered_until_it_passes(tmp_path):
    Progress(tmp_path).note_check(Result("message", "test_a", Outcome(Verdict.LOST)))
    assert Progress(tmp_path).failed_check("message") == "test_a"
    Progress(tmp_path).note_check(Result("message", "test_a", Outcome(Verdict.PASSED)))
    assert Progress(tmp_path).failed_check("message") == ""


WRITER = """
import sys
from pathlib import Path
from mqlearn.course.progress import Progress

name, folder = sys.argv[1], Path(sys.argv[2])
progress = Progress(folder)  # read once, at the beginning: from then on, others write
print("ready", flush=True)
sys.stdin.readline()
for number in range(1, 41):
    progress.note_hints(f"{name}_{number}", number)
assert progress.trouble == "", progress.trouble
"""


def test_processes_that_write_at_once_lose_no_entry(tmp_path):
    def start(name):
        return subprocess.Popen(
            [sys.executable, "-c", WRITER, name, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    writers = [start(name) for name in ("ada", "grace", "edsger")]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    entries = json.loads((tmp_path / "progress.json").read_text())["exercises"]
    assert {f"{who}_{n}" for who in ("ada", "grace", "edsger") for n in range(1, 41)} <= entries.keys()
    assert not list(tmp_path.glob("*.new"))


def test_a_process_killed_in_the_middle_leaves_no_lock_behind(tmp_path):
    program = (
        "import os; from pathlib import Path; from mqlearn.course import progress\n"
        f"with progress._locked(Path({str(tmp_path / '.progress.lock')!r})): os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", program], check=False)
    with (tmp_path / ".progress.lock").open("ab") as file:
        _lock(file.fileno())  # raises when somebody still holds it


def test_where_nothing_can_be_saved_one_sentence_says_so_and_nothing_is_raised(tmp_path):
    (tmp_path / "progress.json").mkdir()  # stands in for a folder without the right to write: also for root
    progress = Progress(tmp_path)
    assert "progress.json could not be read" in progress.trouble
    progress.note_check(Result("message", "test_a", Outcome(Verdict.PASSED)))
    assert progress.trouble.startswith("Your progress could not be saved in ")
    assert progress.passed("message")


def test_a_file_that_may_not_be_read_is_not_written_over(tmp_path, monkeypatch):
    Progress(tmp_path).note_hints("message", 2)

    def refuse(self, **_):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.read_text", refuse)
        progress = Progress(tmp_path)
        progress.note_hints("list_queue", 1)
        assert "Permission denied" in progress.trouble
    assert Progress(tmp_path).hints("message") == 2
