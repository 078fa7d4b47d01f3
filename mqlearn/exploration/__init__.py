"""Every order that matters, instead of the one that happened: threads, tasks and histories."""

from mqlearn.exploration.history import Operation, history
from mqlearn.exploration.report import Failure, Report
from mqlearn.exploration.task_run import CANCELLED, WAITING
from mqlearn.exploration.tasks import tasks
from mqlearn.exploration.threads import threads

__all__ = ["CANCELLED", "WAITING", "Failure", "Operation", "Report", "history", "tasks", "threads"]
