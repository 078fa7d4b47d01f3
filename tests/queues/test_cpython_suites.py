"""CPython's own suites pass; and they are not enough: four broken queues pass them whole."""

import os
import subprocess
import sys
from pathlib import Path

import broken_async
import broken_threaded
import cpython_suites
import pytest
from cpython_suites import KINDS, NAMED_BY, run
from task_scenarios import SCENARIOS as TASK_SCENARIOS
from thread_scenarios import SCENARIOS as THREAD_SCENARIOS

HERE = Path(__file__).resolve().parent
BROKEN = {b.name: b for b in [*broken_async.ASYNC, *broken_threaded.FAST]}


def passes(kind, lib=None):
    try:
        result = run(KINDS[kind], lib)
    except (ImportError, FileNotFoundError) as error:
        pytest.skip(f"no test package: {error}")
    assert result.wasSuccessful(), "\n".join(text for _, text in [*result.failures, *result.errors])
    return result.testsRun


@pytest.mark.parametrize("kind", KINDS)
def test_the_suite_of_this_python_passes(kind):
    with_shutdown = sys.version_info >= (3, 13)
    assert passes(kind) >= {"AsyncQueue": 30, "ThreadedQueue": 6, "FastThreadedQueue": 6}[kind] + (
        4 if with_shutdown else 0
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_suite_of_3_13_passes_with_shutdown(kind):
    lib = os.environ.get(NAMED_BY)
    if lib is None:
        pytest.skip(f"{NAMED_BY} names no standard library of 3.13")
    assert passes(kind, lib) >= {"AsyncQueue": 34, "ThreadedQueue": 20, "FastThreadedQueue": 20}[kind]


@pytest.mark.parametrize(
    "name",
    [
        "does not look again once it stands in line",
        "reads late that the queue is closed",
        "joins after one look",
        "wakes who came last",
    ],
)
def test_a_broken_queue_passes_the_suite_and_is_caught_by_exploration(name):
    broken = BROKEN[name]
    scenarios = TASK_SCENARIOS if broken.of.__name__ == "AsyncQueue" else THREAD_SCENARIOS
    assert not scenarios[broken.caught_by].explore(broken.make()).ok
    try:
        cpython_suites.cases(broken.of, None, Exception)
    except (ImportError, FileNotFoundError) as error:
        pytest.skip(f"no test package: {error}")
    command = [sys.executable, str(HERE / "cpython_suites.py"), broken.of.__name__, name]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 failed" in done.stdout
