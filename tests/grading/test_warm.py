"""A fork of a warm interpreter judges an answer exactly as a fresh interpreter does."""

import os

import pytest
import warm

from mqlearn.grading.runner import fresh_interpreter, overall, run
from mqlearn.grading.trials import trials

pytestmark = pytest.mark.skipif(not warm.CAN_FORK, reason="this system has no fork")
FIRST = "first_message"
RIGHT = "def pin_and_take(rail, order):\n    rail.put(order)\n    return rail.get()\n"
EVERY = 1 if os.environ.get("MQLEARN_THOROUGH") else 50


@pytest.fixture(autouse=True)
def _nothing_stays_warm():
    yield
    warm.end_all()


@pytest.fixture
def judge(course, tmp_path):
    """Judges the source of an answer; returns the result as text, which names nothing that differs by run."""

    def judge(source, start):
        answer = tmp_path / f"{FIRST}.py"
        answer.write_text(source, encoding="utf-8")
        return str(overall(run(course, course.exercise(FIRST), answer=answer, limit=1.5, start=start)))

    return judge


def test_known_answers_get_the_same_verdict_at_the_same_check(course):
    """Some answers; MQLEARN_THOROUGH=1: all that need no server."""
    different = []
    for trial in [trial for trial in trials(course) if not trial.exercise.engine][::EVERY]:
        both = [
            [
                (result.check, result.verdict)
                for result in run(course, trial.exercise, answer=trial.answer, limit=trial.limit, start=start)
            ]
            for start in (fresh_interpreter, warm.start_for(trial.exercise))
        ]
        if both[0] != both[1]:
            different.append((str(trial), *both))
    assert different == []


ENDS = {
    "right": RIGHT,
    "ends the process": "import os\ndef pin_and_take(rail, order):\n    os._exit(0)\n",
    "ends with another code": "import os\nos._exit(7)\n",
    "is killed": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n",
    "closes its output": "import os\nos.close(1); os.close(2)\n" + RIGHT,
    "prints": "import os, sys\nprint('here')\nos.write(1, b'there')\nsys.exit()\n",
    "never ends": "def pin_and_take(rail, order):\n    while True: pass\n",
    "waits": "import time\ndef pin_and_take(rail, order):\n    time.sleep(3600)\n",
    "starts a process": "import subprocess\nsubprocess.Popen(['true'])\n" + RIGHT,
    "starts a thread": "import threading, time\n"
    "threading.Thread(target=time.sleep, args=(60,), name='forgotten').start()\n" + RIGHT,
    "looks around": "import os, tempfile\n"
    "assert os.listdir() == [] and tempfile.gettempdir() == os.getcwd() == os.environ['TMPDIR']\n"
    "assert os.getsid(0) == os.getpid()\n"
    "import resource\nassert 0 < resource.getrlimit(resource.RLIMIT_AS)[0] < 1 << 40\n" + RIGHT,
}


@pytest.mark.parametrize("what", ENDS)
def test_whatever_an_answer_does_the_report_is_the_same(judge, what):
    assert judge(ENDS[what], warm.fork) == judge(ENDS[what], fresh_interpreter)


def test_what_an_answer_does_to_its_interpreter_does_not_reach_the_next_answer(judge):
    traces = ["import builtins", "assert not hasattr(builtins, 'mine')", "builtins.mine = 1", RIGHT]
    spoils = "import mqlearn.verdict\nmqlearn.verdict.Failed = Exception\n" + RIGHT
    for _ in range(2):
        assert judge("\n".join(traces), warm.fork).startswith("PASSED")
        assert judge(spoils, warm.fork).startswith("BROKEN")


def test_all_answers_of_an_exercise_are_forks_of_one_interpreter(judge, monkeypatch):
    started, popen = [], warm.subprocess.Popen

    def note(*arguments, **options):
        started.append(popen(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(warm.subprocess, "Popen", note)
    for source in (RIGHT, ENDS["is killed"], RIGHT):
        judge(source, warm.fork)
    (interpreter,) = started
    warm.end_all()
    assert interpreter.returncode == 0


def test_a_check_that_starts_a_thread_is_imported_in_a_fresh_interpreter_each_time(learner):
    check = learner.check_path(learner.exercise(FIRST))
    thread = "import threading, time\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
    check.write_text(check.read_text(encoding="utf-8") + thread, encoding="utf-8")
    exercise = learner.exercise(FIRST)
    for _ in range(2):
        results = run(learner, exercise, answer=learner.solution_path(exercise), start=warm.fork)
        assert overall(results).verdict.is_green
    assert str(check) in warm.cold


def test_what_a_fork_cannot_do_a_fresh_interpreter_does(course, monkeypatch):
    on_a_server = next(exercise for exercise in course.exercises if exercise.engine)
    assert warm.start_for(on_a_server) is fresh_interpreter
    monkeypatch.setattr(warm, "CAN_FORK", False)
    assert warm.start_for(course.exercise(FIRST)) is fresh_interpreter
