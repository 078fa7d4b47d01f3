"""The exercises under Pyodide, without a browser: what their pages offer, and whether that is the truth.

Here: each starter, the solution, and two wrong answers. With MQLEARN_THOROUGH=1: all that are known.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mqlearn.course.lint import declared_verdict
from mqlearn.course.manifest import Course

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course(ROOT)
OFFERED = [exercise for exercise in COURSE.exercises if not exercise.not_in_the_browser]
THOROUGH = bool(os.environ.get("MQLEARN_THOROUGH"))
LIMIT = 120.0
"""Seconds that a check may take here. A page gives it less, and counts them while other programs run."""
LIMIT_OF_ENDLESS = 10.0
GRACE = 20.0
"""Seconds that a check may be silent after its time; more than a page waits: machines have other work."""
TO_BEGIN = 120.0
"""Seconds until Pyodide must have been loaded, and until a check must have begun."""
NEVER_END = ("STUCK", "SPINNING")
"""Each of these takes its whole time. Without THOROUGH, those in `HANGS` stand for them."""


class Job(NamedTuple):
    exercise: str
    answer: str
    source: str
    verdict: str

    def asked(self) -> dict[str, Any]:
        """Return what node is asked to do."""
        limit = LIMIT_OF_ENDLESS if self.verdict in (*NEVER_END, "LOOP BLOCKED") else LIMIT
        return {"exercise": self.exercise, "source": self.source, "limit": limit}


def jobs() -> list[Job]:
    found = []
    for exercise in OFFERED:
        starter = COURSE.answer_path(exercise)
        right = [COURSE.solution_path(exercise), *COURSE.alternatives(exercise)]
        wrong = COURSE.wrong_answers(exercise)
        if not THOROUGH:
            right = right[:1]
            wrong = [path for path in wrong if declared_verdict(path).value not in NEVER_END][:2]
        answers = [(starter, "NOT STARTED"), *((path, "PASSED") for path in right)]
        answers += [(path, declared_verdict(path).value) for path in wrong]
        found += [
            Job(exercise.name, path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"), verdict)
            for path, verdict in answers
        ]
    return found


JOBS = jobs()


@pytest.fixture(scope="module")
def ask(living_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Checks answers there and returns what was told of each. What hangs is ended, as on a page."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    file = tmp_path_factory.mktemp("jobs") / "jobs.json"
    script = str(Path(__file__).with_name("run_exercises.mjs"))

    def tell(jobs: list[dict[str, Any]], grace: float = GRACE) -> list[dict[str, Any]]:
        file.write_text(json.dumps(jobs))
        told: list[dict[str, Any]] = []
        patience = max(job["limit"] for job in jobs) + grace
        for record in _listen([node, script, str(living_site), str(file)], patience):
            if "begin" in record:
                told.append({})
            told[-1].update(record)
        return told

    def ask(jobs: list[dict[str, Any]], grace: float = GRACE) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = []
        while left := jobs[len(told) :]:
            more = tell(left, grace)
            assert more, "Pyodide does not start in node"
            if "verdict" not in more[-1] and "number" in more[-1]:
                more[-1:] = tell([{**left[len(more) - 1], "cut": more[-1]["number"]}])
            told += more
        return told

    return ask


def _listen(command: list[str], patience: float) -> list[dict[str, Any]]:
    """Return the records of one node, until it ends or, within a check, says nothing for so long."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line)
        lines.put("")

    threading.Thread(target=read, daemon=True).start()
    records = []
    try:
        while line := lines.get(timeout=TO_BEGIN if not records or "begin" in records[-1] else patience):
            records.append(json.loads(line))
    except queue.Empty:
        pass
    finally:
        process.kill()
        process.wait()
    return records


@pytest.fixture(scope="module")
def verdicts(ask: Any) -> dict[str, dict[str, Any]]:
    """What came of each answer, by its path."""
    told = ask([job.asked() for job in JOBS])
    return {job.answer: record for job, record in zip(JOBS, told, strict=True)}


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.answer.removesuffix(".py"))
def test_a_page_says_what_a_machine_says(verdicts, job):
    assert verdicts[job.answer].get("verdict") == job.verdict, verdicts[job.answer]


def test_no_exercise_is_kept_from_the_browser_without_need(ask):
    kept = [exercise for exercise in COURSE.exercises if exercise.not_in_the_browser]
    sources = [COURSE.solution_path(exercise).read_text(encoding="utf-8") for exercise in kept]
    asked = [Job(e.name, "", source, "PASSED").asked() for e, source in zip(kept, sources, strict=True)]
    told = ask([{**job, "limit": LIMIT_OF_ENDLESS} for job in asked])
    assert [e.name for e, record in zip(kept, told, strict=True) if record.get("verdict") == "PASSED"] == []


# ---------------------------------------------------------------- what never ends

IMMORTAL = """
def busy():
    while True:
        try:
            len("order")
        except BaseException:
            pass


busy()
"""
HANGS = {
    "a loop": ("SPINNING", "while True:\n    pass\n"),
    "a sleep": ("STUCK", "import time\ntime.sleep(3600)\n"),
    "a loop that catches everything": ("SPINNING", IMMORTAL),
    "one call": ("STUCK", "import re\nre.match(r'(a+)+$', 'a' * 64 + 'b')\n"),
}


@pytest.fixture(scope="module")
def hung(ask: Any) -> dict[str, dict[str, Any]]:
    """What came of each answer that never ends, with one second for each. The last one is cut off."""
    jobs = [{"exercise": "first_message", "source": source, "limit": 1.0} for _, source in HANGS.values()]
    return dict(zip(HANGS, ask(jobs, grace=4.0), strict=True))


@pytest.mark.parametrize("what", [what for what in HANGS if what != "one call"])
def test_who_never_ends_gets_a_verdict_with_the_line(hung, what):
    assert hung[what]["verdict"] == HANGS[what][0]
    assert "first_message.py, line" in hung[what]["report"]


def test_one_single_call_that_never_returns_is_cut_off(hung):
    assert hung["one call"]["verdict"] == "STUCK"
    assert "no sign of life" in hung["one call"]["report"]


def test_a_failure_with_a_log_comes_with_its_picture(verdicts):
    assert any("<svg" in record.get("picture", "") for record in verdicts.values())


def test_a_pass_says_how_many_checks_there_were_and_a_starter_only_what_to_do(verdicts):
    passed = verdicts["solutions/00_start/first_message.py"]
    assert passed["report"].splitlines()[1:] == ["  checks    3 of 3"]
    assert "replay" not in verdicts["exercises/00_start/first_message.py"]["report"]
