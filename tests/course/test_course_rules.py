"""The course keeps its own rules. That its answers get their verdicts, `test_known_answers.py` shows."""

from pathlib import Path

from mqlearn.course import lint
from mqlearn.course.manifest import Course

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
