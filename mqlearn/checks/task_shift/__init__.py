"""A shift in a kitchen: tasks that share an answer's asynchronous queue, judged by the log of their calls."""

from mqlearn.checks.task_shift.leaks import (
    forgets_who_gave_up,
    forgets_who_was_served,
    is_built_here,
    knows_only_itself,
)
from mqlearn.checks.task_shift.log import Shift
from mqlearn.checks.task_shift.scenarios import in_every_order, one_day, waits_without_looking

__all__ = [
    "Shift",
    "forgets_who_gave_up",
    "forgets_who_was_served",
    "in_every_order",
    "is_built_here",
    "knows_only_itself",
    "one_day",
    "waits_without_looking",
]
