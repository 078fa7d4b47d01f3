"""The course, held against its own rules: every answer that is known gets the verdict that it must get."""

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

from mqlearn.course import lint
from mqlearn.course.manifest import Course
from mqlearn.grading.trials import trials

COURSE = Course(Path(__file__).resolve().parents[2])
NAMES = {
    "first_message",
    "hand_off",
    "waiting_and_latency",
    "message",
    "list_queue",
    "repair_the_program",
    "deque_queue",
    "ring_buffer",
    "two_stacks",
    "async_get",
    "join_hangs",
    "bounded_put",
    "cancelled_getter",
    "graceful_stop",
    "littles_law",
    "bounded_pipeline",
    "drop_policy",
    "adaptive_limit",
    "ack_after",
    "idempotent",
    "lease_queue",
    "fencing",
    "lost_update",
    "if_or_while",
    "threaded_queue",
    "find_the_schedule",
    "thread_to_loop",
    "backoff",
    "dead_letters",
    "retry_budget",
    "on_jetstream",
    "survive_the_leader",
    "append_log",
    "sqlite_queue",
    "outbox",
}


def test_the_course_keeps_its_own_rules():
    assert lint.structure(COURSE) == []


def test_names_are_stable():
    """Saved progress hangs on them: a name may be added here, never changed or removed."""
    assert {e.name for e in COURSE.exercises} == NAMES


@pytest.fixture(scope="session")
def complaint_of(request):
    """Tries an answer. Those that wait for real servers are tried side by side: they do little but wait."""
    chosen = [i.callspec.params["trial"] for i in request.session.items if "complaint_of" in i.fixturenames]
    on_servers = {str(trial): trial for trial in chosen if trial.exercise.engine}
    with ThreadPoolExecutor(3) as pool:

        @cache  # begun when the first of them is asked for, and not while others are measured
        def begun():
            return {name: pool.submit(trial.complaint) for name, trial in on_servers.items()}

        yield lambda trial: begun()[str(trial)].result() if trial.exercise.engine else trial.complaint()
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("trial", list(trials(COURSE)), ids=str)
def test_an_answer_gets_the_verdict_that_it_must_get(trial, complaint_of):
    if trial.skipped:
        pytest.skip(trial.skipped)
    if complaint := complaint_of(trial):
        pytest.fail(complaint, pytrace=False)
