"""Every known answer, right or wrong, gets the verdict that it must get."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest
import warm

from mqlearn.course.manifest import Course
from mqlearn.grading.trials import ENDLESS, trials
from mqlearn.verdict import Verdict

COURSE = Course(Path(__file__).resolve().parents[2])
TRIALS = list(trials(COURSE))
ON_SERVERS = [trial for trial in TRIALS if trial.exercise.engine]
OTHERS = [trial for trial in TRIALS if not trial.exercise.engine]
LEAST = 0.5
"""No answer has less than this for a check, in seconds."""


def params(chosen, *marks):
    """One test for each; with xdist, one worker takes all of an exercise, and after them its mutants."""
    return [
        pytest.param(trial, id=str(trial), marks=[pytest.mark.xdist_group(trial.exercise.name), *marks])
        for trial in chosen
    ]


def limit_of(trial):
    """How long a check may take: for an answer that never ends, twice as long as all checks of a right one.

    The right answers of an exercise come first. Where they were not run, the usual limit holds.
    """
    rights = [trial.course.solution_path(trial.exercise), *trial.course.alternatives(trial.exercise)]
    if trial.wanted in ENDLESS and all(path in warm.seconds for path in rights):
        return min(trial.limit, max(LEAST, 2 * max(warm.seconds[path] for path in rights)))
    return trial.limit


@pytest.mark.parametrize("trial", params(OTHERS))
def test_an_answer_gets_the_verdict_that_it_must_get(trial):
    begin = time.perf_counter()
    complaint = trial.complaint(warm.start_for(trial.exercise), limit_of(trial))
    if complaint:
        pytest.fail(complaint, pytrace=False)
    if trial.wanted is Verdict.PASSED:
        warm.seconds[trial.answer] = time.perf_counter() - begin


@pytest.fixture(scope="session")
def complaint_of(request):
    """Tries an answer on real servers. Several are tried side by side, because they do little but wait."""
    if "PYTEST_XDIST_WORKER" in os.environ:  # each worker has only some of the tests, and cannot see which
        yield lambda trial: trial.complaint()
        return
    chosen = [i.callspec.params["trial"] for i in request.session.items if "complaint_of" in i.fixturenames]
    with ThreadPoolExecutor(4) as pool:

        @cache  # none is tried before the first of them is asked for
        def begun():
            return {str(trial): pool.submit(trial.complaint) for trial in chosen}

        yield lambda trial: begun()[str(trial)].result()
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("trial", params(ON_SERVERS, pytest.mark.servers))
def test_an_answer_on_servers_gets_the_verdict_that_it_must_get(trial, complaint_of):
    if trial.skipped:
        pytest.skip(trial.skipped)
    if complaint := complaint_of(trial):
        pytest.fail(complaint, pytrace=False)
