"""Learn asynchronous messaging by building, breaking and repairing queues.

The four queues and the message are here at the top; everything else lives in
the part that names it: `mqlearn.delivery` and `mqlearn.brokers` for queues
that survive a crash, `mqlearn.patterns`, `mqlearn.simulation`,
`mqlearn.exploration`, `mqlearn.pictures`, `mqlearn.checks`, `mqlearn.course`, `mqlearn.grading`.
In a notebook, `check` checks your answer to an exercise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mqlearn.message import Message
from mqlearn.queues import AsyncQueue, DequeQueue, ListQueue, QueueShutDown, ShutDown, ThreadedQueue
from mqlearn.version import __version__ as __version__

if TYPE_CHECKING:
    from mqlearn.grading.notebook import Checked

__all__ = [
    "AsyncQueue",
    "DequeQueue",
    "ListQueue",
    "Message",
    "QueueShutDown",
    "ShutDown",
    "ThreadedQueue",
    "check",
]


def check(name: str, *, hint: bool = False) -> Checked:
    """Check your answer to an exercise, in a notebook; see `mqlearn.grading.notebook.check`."""
    # From the highest floor down: only this call needs what checks need, and importing mqlearn stays cheap.
    from mqlearn.grading import notebook

    return notebook.check(name, hint=hint)
