"""The picture of a run that failed."""

from __future__ import annotations

from mqlearn.pictures import Timeline, timeline
from mqlearn.simulation.trace import Event
from mqlearn.verdict import Result


def drawn(result: Result) -> Timeline | None:
    """Return the events of a failure as a picture; None if it passed, or its check keeps no log of events."""
    if result.verdict.is_green or not result.outcome.trace:
        return None
    events = [Event(**event) for event in result.outcome.trace]
    return timeline(events, title=f"{result.verdict.value}: {result.outcome.did}")
