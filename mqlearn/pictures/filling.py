"""A queue that fills, moment by moment: a column of boxes for each, the oldest message at the bottom.

Where the reader allows it, the columns come up one after the other, as in a
film. Without that, and on paper, they all stand there side by side: the film
is only a matter of opacity, so the still picture is complete.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from mqlearn.pictures import svg
from mqlearn.pictures.axis import step_for
from mqlearn.pictures.story import Happening
from mqlearn.pictures.svg import BLUE, SMALL, WIDTH
from mqlearn.pictures.text import columns, number, plain

MOST_MOMENTS = 16
"""So many columns are legible on a phone."""
MOST_BOXES = 10
"""So many boxes of a column are drawn; the rest is a number above them."""
_BOX = 22.0
_WIDEST = 24
"""So many boxes of a line of text are written."""
_BEAT = 0.5
"""Seconds of the film for each column."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The queue at one moment.

    Attributes:
        at: The moment, in seconds.
        waiting: The messages that wait, the oldest first.
        lost: The messages that were lost since the moment before.
    """

    at: float
    waiting: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Filling:
    """A picture of a queue that fills; made by `filling`.

    Attributes:
        moments: The queue at each moment that is shown.
        bound: The most messages that may wait; None for no bound.
        title: What it is about; "" for none.
    """

    moments: tuple[Moment, ...]
    bound: int | None
    title: str

    def _repr_svg_(self) -> str:
        head, top = svg.heading(self.title)
        tallest = max((len(moment.waiting) for moment in self.moments), default=0)
        boxes = min(max(tallest, self.bound or 1), MOST_BOXES)
        crosses = any(moment.lost for moment in self.moments)
        floor = top + 26 + (24 if crosses else 0) + boxes * _BOX
        left = 18 + max(svg.text_width(words, SMALL) for words in ("seconds", self._words_of_bound()))
        room = (WIDTH - 8 - left) / max(len(self.moments), 1)
        film = f"film{zlib.crc32(str(self).encode()):08x}"  # two films on a page must not share a name
        parts = [_film(film, len(self.moments)), *head, *self._bound_line(left, floor)]
        for place, moment in enumerate(self.moments):
            x = left + (place + 0.5) * room
            column = "\n".join(_column(moment, x, room, floor, self.bound))
            parts.append(f'<g class="{film}-{place}">\n{column}\n</g>' if column else "")
            parts.append(svg.label(x, floor + 16, number(moment.at), "middle", SMALL))
        parts.append(svg.stroke(svg.polyline((left, floor), (WIDTH - 8, floor)), opacity=0.6))
        parts.append(svg.label(8, floor + 16, "seconds" if self.moments else "Nothing happened.", size=SMALL))
        return svg.document(floor + 32, self.title or "A queue that fills", "\n".join(self._lines()), parts)

    def _words_of_bound(self) -> str:
        return "" if self.bound is None else f"bound {self.bound}"

    def _bound_line(self, left: float, floor: float) -> list[str]:
        if self.bound is None or self.bound > MOST_BOXES:
            return []
        y = floor - self.bound * _BOX - 2
        line = svg.stroke(svg.polyline((left, y), (WIDTH - 8, y)), dash="6 4")
        return [line, svg.label(8, y, self._words_of_bound(), size=SMALL)]

    def __str__(self) -> str:
        return "\n".join([plain(self.title), *self._lines()] if self.title else self._lines())

    __repr__ = __str__

    def _lines(self) -> list[str]:
        """One line for each moment: a row of boxes, how many wait, who, and who was lost."""
        rows = []
        for moment in self.moments:
            count = len(moment.waiting)
            boxes = "▣" * count + "▢" * max((self.bound or 0) - count, 0)
            boxes = boxes if len(boxes) <= _WIDEST else boxes[: _WIDEST - 1] + "…"
            words = "nobody waits" if not count else f"{count} {'waits' if count == 1 else 'wait'}"
            lost = f"lost: {', '.join(moment.lost)}" if moment.lost else ""
            rows.append([f"{number(moment.at)} s", boxes, words, lost])
        return columns(rows, (True, False, False, False)) if rows else ["Nothing happened."]


def _film(name: str, moments: int) -> str:
    """Return rules that keep each column faint until its beat, for three rounds; a pointer stops them."""
    beats = moments + 4  # the last ones are a pause
    rules = []
    for place in range(moments):
        hidden = f"0%{{opacity:.15}}{number(100 * place / beats)}%" if place else "0%"
        keyframes = hidden + ",to{opacity:1}"
        rules.append(f"@keyframes {name}-{place}{{{keyframes}}}")
        rules.append(f".{name}-{place}{{animation:{name}-{place} {number(beats * _BEAT)}s step-end 3}}")
    rules.append("svg:hover>g{animation-play-state:paused}")
    return "<style>@media (prefers-reduced-motion:no-preference){\n" + "\n".join(rules) + "\n}</style>"


def _column(moment: Moment, x: float, room: float, floor: float, bound: int | None) -> list[str]:
    wide = min(room - 3, 64)
    parts = []
    shown = moment.waiting[:MOST_BOXES]
    for level, message in enumerate(shown):
        y = floor - (level + 1) * _BOX + 1
        border = svg.polyline((x - wide / 2, y), (x + wide / 2, y), (x + wide / 2, y + _BOX - 3))
        border += f"L{svg.num(x - wide / 2)} {svg.num(y + _BOX - 3)}Z"
        parts.append(svg.shade(x - wide / 2, y, wide, _BOX - 3, BLUE, 0.28))
        parts.append(svg.stroke(border, BLUE, 1))
        text = _short(message, wide)
        parts.append(svg.label(x, y + (_BOX - 3) / 2, text, "middle", SMALL) if text else "")
    top = floor - max(len(shown), min(bound or 0, MOST_BOXES)) * _BOX - 14
    if len(moment.waiting) > MOST_BOXES:
        parts.append(svg.label(x, top, f"+{len(moment.waiting) - MOST_BOXES}", "middle", SMALL))
        top -= 18
    if moment.lost:
        many = len(moment.lost) > 1
        parts.append(svg.cross(x - (10 if many else 0), top))
        parts.append(svg.label(x + 8, top, str(len(moment.lost)), "middle", SMALL) if many else "")
    return [part for part in parts if part]


def _short(message: str, wide: float) -> str:
    """Return the message's name, or its last word, where that fits into a box."""
    for text in (plain(message), plain(message).split(" ")[-1]):
        if svg.text_width(text, SMALL) <= wide - 2:
            return text
    return ""


def filling(
    events: Iterable[Happening],
    *,
    bound: int | None = None,
    every: float | None = None,
    title: str = "",
) -> Filling:
    """Draw how a queue fills and empties: a column of boxes for each moment.

    A ``put`` puts a message on top, a ``get`` takes it away, and ``lost`` does
    so with a cross. A message that is lost without a put was turned away. In a
    notebook and on a page the columns come up one after the other, three times,
    unless the reader prefers less motion; a pointer on the picture stops them.

    Args:
        events: What happened, in order: a `Trace`, or a list of its events.
            Other happenings are left out.
        bound: The most messages that may wait: a dashed line.
        every: The time from one moment to the next, in seconds, counted from 0.
            Leave it out: a round number that makes 16 moments or fewer.
        title: What the picture is about.

    Raises:
        ValueError: If ``every`` is not above zero, or makes too many moments.
    """
    happened = [event for event in events if event.what in ("put", "get", "lost")]
    last = max((event.at for event in happened), default=0.0)
    if every is None:
        every = step_for(last, MOST_MOMENTS - 1) if last > 0 else 1.0
    if not every > 0:
        raise ValueError(f"every is a time in seconds, above 0; got {every}.")
    count = math.ceil(last / every - 1e-9) + 1
    if count > MOST_MOMENTS:
        raise ValueError(f"{count} moments do not fit, {MOST_MOMENTS} do: raise every, or draw fewer events.")
    moments: list[Moment] = []
    waiting: list[str] = []
    rest = iter([*happened, None])
    event = next(rest)
    for place in range(count if happened else 0):
        at, lost = place * every, list[str]()
        while event is not None and event.at <= at + 1e-9:
            if event.what == "put":
                waiting.append(plain(event.message))
            else:
                if plain(event.message) in waiting:
                    waiting.remove(plain(event.message))
                if event.what == "lost":
                    lost.append(plain(event.message))
            event = next(rest)
        moments.append(Moment(at, tuple(waiting), tuple(lost)))
    return Filling(tuple(moments), bound, title)
