"""From a list of events to what a timeline draws: flights, spans and marks.

A flight is one journey of a message; a span is something that lasts; a mark is
anything else that happened in one moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

# The same words as in mqlearn.simulation.trace, which stands on a higher floor: no import from there.
WAYS_OUT = ("put", "send")
WAYS_IN = ("get", "receive")
SPANS = {"start": "end", "wait": "wake", "down": "up"}
_CLOSERS = {closes: opens for opens, closes in SPANS.items()}

Fate = Literal["arrived", "again", "lost", "waiting"]


class Happening(Protocol):
    """One event, as `mqlearn.simulation.trace.Event` has it."""

    @property
    def at(self) -> float:
        """The time, in seconds."""

    @property
    def who(self) -> str:
        """The actor."""

    @property
    def what(self) -> str:
        """One plain word."""

    @property
    def message(self) -> str:
        """The message it happened to; "" for none."""

    @property
    def note(self) -> str:
        """A few words for the reader; "" for none."""


@dataclass(slots=True)
class Flight:
    """One journey of a message, from the moment it left."""

    message: str
    sender: str
    left: float
    fate: Fate = "waiting"
    receiver: str = ""
    ended: float = 0.0
    queued: bool = False
    """True if it was put and not sent. Then the actor that put it may also get it."""


@dataclass(slots=True)
class Span:
    """Something that lasts: ``kind`` is the word that opened it. ``ends`` is None while it is open."""

    who: str
    kind: str
    message: str
    begins: float
    ends: float | None = None


@dataclass(slots=True)
class Mark:
    """A moment on a lane; ``lost`` if a message ended there. ``brief`` is for where ``text`` has no room."""

    who: str
    at: float
    text: str
    brief: str
    lost: bool = False


@dataclass(slots=True)
class Story:
    """Everything that a timeline draws."""

    flights: list[Flight] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


def read(events: Iterable[Happening]) -> Story:
    """Pair what left with what arrived, and what opened with what closed."""
    story = Story()
    for event in events:
        if event.what in WAYS_OUT:
            queued = event.what == "put"
            story.flights.append(Flight(event.message, event.who, event.at, queued=queued))
        elif event.what in WAYS_IN or event.what == "lost":
            _end_flight(story, event)
        elif event.what in SPANS:
            story.spans.append(Span(event.who, event.what, event.message, event.at))
        elif not (event.what in _CLOSERS and _close_span(story.spans, event)):
            text = f"{event.what} {event.message}".strip()
            story.marks.append(Mark(event.who, event.at, text, event.what))
    return story


def _end_flight(story: Story, event: Happening) -> None:
    """Find the flight that this arrival or loss belongs to, or begin a second journey of it."""
    same = [flight for flight in story.flights if flight.message == event.message]
    lost = event.what == "lost"
    flight = _under_way(same, event.who, lost)
    if flight is not None:
        again = any(_repeats(flight, event.who, earlier) for earlier in same)
        flight.fate = "lost" if lost else ("again" if again else "arrived")
    elif same and not lost:  # it left once and arrives once more
        origin = next((f for f in reversed(same) if f.sender != event.who), same[-1])
        flight = Flight(event.message, origin.sender, origin.left, "again")
        story.flights.append(flight)
    else:
        words = (event.message, "lost") if lost else (event.what, event.message)
        text = " ".join(filter(None, words))
        story.marks.append(Mark(event.who, event.at, text, text.split(" ")[0] if lost else event.what, lost))
        return
    flight.receiver, flight.ended = event.who, event.at


def _under_way(same: list[Flight], who: str, lost: bool) -> Flight | None:
    """Return the oldest journey that can end at this actor.

    Messages from other actors come first. An actor that shares the queue may get
    a message that it put itself. A message that it sent is on its way to another
    actor, unless no other actor ever sent it. A loss is noticed by its sender first.
    """
    open_ones = [flight for flight in same if flight.fate == "waiting"]
    others = [flight for flight in open_ones if flight.sender != who]
    own = [flight for flight in open_ones if flight.sender == who]
    if lost:
        return next(iter(own + others), None)
    if any(flight.sender != who for flight in same):
        own = [flight for flight in own if flight.queued]
    return next(iter(others + own), None)


def _repeats(flight: Flight, receiver: str, earlier: Flight) -> bool:
    """Return True if the earlier journey brought the same message already.

    A relay that passes a message on is no repetition, and neither are copies
    sent to several receivers in one moment.
    """
    if earlier.fate not in ("arrived", "again") or earlier.sender != flight.sender:
        return False
    return earlier.receiver == receiver or earlier.left < flight.left


def _close_span(spans: list[Span], event: Happening) -> bool:
    """Close the span that this event ends; False if none is open."""
    kind = _CLOSERS[event.what]
    still_open = [s for s in spans if s.who == event.who and s.kind == kind and s.ends is None]
    if not still_open:
        return False
    named = [span for span in still_open if span.message == event.message]
    (named[0] if named else still_open[-1]).ends = event.at
    return True


def shown(story: Story, lanes: Sequence[str]) -> Story:
    """Only what happened on these lanes."""
    return Story(
        [f for f in story.flights if f.sender in lanes and (f.fate == "waiting" or f.receiver in lanes)],
        [span for span in story.spans if span.who in lanes],
        [mark for mark in story.marks if mark.who in lanes],
    )
