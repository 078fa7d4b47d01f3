"""Asyncio programs in virtual time: the same run every time, and no real waiting."""

from mqlearn.simulation.clock import Deadlock, TooManySteps, run
from mqlearn.simulation.trace import Event, Trace

__all__ = ["Deadlock", "Event", "TooManySteps", "Trace", "run"]
