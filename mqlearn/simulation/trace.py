"""One log of everything that happened, with the actor, the message and the time of each event.

Pictures, tables and verdicts are all made from this one log, so they cannot
disagree with each other.

But: a trace is a plain list in memory, for one run. It is no tracing system.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

WAYS_OUT = ("put", "send")
"""The words for a message that leaves an actor."""
WAYS_IN = ("get", "receive")
"""The words for a message that reaches an actor."""
SPANS = {"start": "end", "wait": "wake", "down": "up"}
"""Happenings that last: the word that opens one, and the word that closes it."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Attributes:
        at: When, in seconds of the clock the trace was made with.
        who: The actor: a task, a node, a person in the story.
        what: One plain word. ``put``/``send`` and ``get``/``receive`` move a
            message; ``start``/``end``, ``wait``/``wake`` and ``down``/``up``
            open and close something that lasts; ``lost`` says that a message
            ended here; any other word is a moment worth a mark.
        message: The message it happened to, as a short name; "" for none.
        note: A few words for the reader; "" for none.
    """

    at: float
    who: str
    what: str
    message: str = ""
    note: str = ""

    def __str__(self) -> str:
        words = [f"{self.at:8.2f} s ", f"{self.who}:", self.what, self.message]
        return " ".join(word for word in words if word) + (f"  ({self.note})" if self.note else "")


def _now() -> float:
    """Return the running event loop's time; 0.0 where none runs."""
    try:
        return asyncio.get_running_loop().time()
    except RuntimeError:
        return 0.0


class Trace:
    """The event log of one run.

    Args:
        clock: Gives the time in seconds. Leave it out: the clock of the
            running event loop is used, which is virtual time under
            ``simulation.run``.

    Attributes:
        events: Every `Event`, in the order in which it happened.
    """

    def __init__(self, clock: Callable[[], float] = _now) -> None:
        self.events: list[Event] = []
        self._clock = clock

    def add(self, who: str, what: str, message: object = "", note: str = "") -> Event:
        """Write down that something happened now, and return the event.

        Args:
            who: The actor.
            what: One plain word, see `Event`.
            message: The message it happened to; its ``str`` is stored.
            note: A few words for the reader.
        """
        event = Event(self._clock(), who, what, str(message), note)
        self.events.append(event)
        return event

    @contextmanager
    def during(self, who: str, message: object = "", note: str = "", opens: str = "start") -> Iterator[None]:
        """Write down when a block begins and when it ends, also when it raises.

        Args:
            who: The actor that is busy for the length of the block.
            message: The message that it is busy with.
            note: A few words for the reader.
            opens: ``start`` (busy), ``wait`` (waiting) or ``down`` (out of order).
        """
        self.add(who, opens, message, note)
        try:
            yield
        finally:
            self.add(who, SPANS[opens], message)

    def of(
        self, *, who: str | None = None, what: str | None = None, message: object | None = None
    ) -> list[Event]:
        """Return the events that match, in order; leave out what does not matter."""
        return [
            e
            for e in self.events
            if (who is None or e.who == who)
            and (what is None or e.what == what)
            and (message is None or e.message == str(message))
        ]

    def first(
        self, *, who: str | None = None, what: str | None = None, message: object | None = None
    ) -> Event | None:
        """Return the first event that matches, or None."""
        return next(iter(self.of(who=who, what=what, message=message)), None)

    def __len__(self) -> int:
        return len(self.events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    def __str__(self) -> str:
        return "\n".join(map(str, self.events))
