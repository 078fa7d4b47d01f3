"""Asyncio programs in virtual time: the same run every time, and no real waiting."""

from mqlearn.simulation.clock import BlockingCall, Deadlock, TooManySteps, run
from mqlearn.simulation.network import Network
from mqlearn.simulation.reading import attempt, your_lines
from mqlearn.simulation.trace import Event, Trace

__all__ = [
    "BlockingCall",
    "Deadlock",
    "Event",
    "Network",
    "TooManySteps",
    "Trace",
    "attempt",
    "run",
    "your_lines",
]
