"""A timeline: who did what to which message, and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mqlearn.pictures.drawing import draw
from mqlearn.pictures.story import Happening, read, shown
from mqlearn.pictures.text import columns, plain

_DESCRIBED = 20
"""So many events are read out by a screen reader; printing the timeline gives all."""


@dataclass(frozen=True, repr=False)
class Timeline:
    """A timeline that shows itself; made by `timeline`.

    Attributes:
        events: What it shows, in order.
        lanes: The actors, from top to bottom.
        title: What it is about; "" for none.
        until: Where the picture ends, in seconds; None for the last event.
    """

    events: tuple[Happening, ...]
    lanes: tuple[str, ...]
    title: str
    until: float | None

    def _repr_svg_(self) -> str:
        lines = self._lines()
        if len(lines) > _DESCRIBED:
            lines = [*lines[:_DESCRIBED], f"and {len(lines) - _DESCRIBED} more"]
        story = shown(read(self.events), self.lanes)
        times = [event.at for event in self._seen()]
        return draw(story, self.lanes, times, self.title, self.until, "\n".join(lines))

    def __str__(self) -> str:
        lines = self._lines()
        return "\n".join([plain(self.title), *lines] if self.title else lines)

    __repr__ = __str__

    def _seen(self) -> list[Happening]:
        return [event for event in self.events if event.who in self.lanes]

    def _lines(self) -> list[str]:
        """One line for each event, aligned."""
        seen = self._seen()
        if not seen:
            return ["Nothing happened."]
        span = max(event.at for event in seen) - min(event.at for event in seen)
        decimals = 2 if span == 0 or span >= 1 else (3 if span >= 0.1 else 6)
        rows = [
            (
                f"{event.at:,.{decimals}f} s",
                plain(event.who),
                plain(event.what),
                plain(event.message),
                f"({plain(event.note)})" if event.note else "",
            )
            for event in seen
        ]
        return columns(rows, (True, False, False, False, False))


def timeline(
    events: Iterable[Happening],
    *,
    lanes: Sequence[str] | None = None,
    title: str = "",
    until: float | None = None,
) -> Timeline:
    """Draw events as lanes over time, one lane for each actor.

    A message that leaves and arrives is an arrow. It is dashed if the message
    had arrived before, ends in a cross if the message was lost, and is short
    with a hollow dot at its end if no actor has got the message so far. What lasts is
    a bar: busy, waiting (thin) or down (hatched).

    Args:
        events: What happened, in order: a `Trace`, or a list of its events.
        lanes: Which actors to show, from top to bottom. Leave it out to show
            all, in order of first appearance.
        title: What the picture is about.
        until: Where the picture ends, in seconds; later events are left out.

    Raises:
        ValueError: If a lane names an actor that does nothing in the events.
    """
    everything = tuple(events)
    actors = tuple(dict.fromkeys(event.who for event in everything))
    for lane in lanes or ():
        if actors and lane not in actors:
            known = ", ".join(map(repr, actors))
            raise ValueError(f"No event names the lane {lane!r}. Choose lanes from: {known}.")
    kept = tuple(event for event in everything if until is None or event.at <= until)
    return Timeline(kept, actors if lanes is None else tuple(dict.fromkeys(lanes)), title, until)
