"""The places of things in a timeline: time from left to right, lanes from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mqlearn.pictures import svg
from mqlearn.pictures.axis import step_for
from mqlearn.pictures.placing import Box
from mqlearn.pictures.story import Flight, Span, Story
from mqlearn.pictures.svg import SMALL, WIDTH, Point
from mqlearn.pictures.text import plain

HALF = 11.0
"""Half the height of a bar."""
TRACK = 26.0
"""From one bar to the next one below it, in a lane that does several things at once."""
ROOM, MORE_ROOM = 70.0, 96.0
"""Between two lanes, with few arrows and with many."""
FEW = 3
"""So many arrows are few."""

ROWS = 6
"""So many waiting messages get a row of their own; the others share the last one."""
LONGEST = 160.0
"""Width at which a label is cut off; the text form has it in full."""


class Stage:
    """The places of a timeline's lanes, bars and moments.

    Args:
        story: The events to draw.
        lanes: The actors, from top to bottom.
        times: When the shown events happened.
        until: Where the picture ends; None for a little after the last event.
        top: The height at which it begins.

    Attributes:
        begins: The first moment, in seconds.
        ends: The last moment, in seconds.
        left: Where the first moment lies.
        right: Where the last moment lies.
        y: The height of each lane's line.
        bottom: Where the lanes end and the time axis begins.
        tips: The place of each message that was not received, by the id of its flight.
        rows: How many messages can wait below each other.
        names: Each lane's name, in one or two lines.
    """

    def __init__(
        self, story: Story, lanes: Sequence[str], times: Sequence[float], until: float | None, top: float
    ) -> None:
        self.story = story
        self.names = {lane: svg.wrap(plain(lane), 96) for lane in lanes}
        gutter = max(svg.text_width(line) for lines in self.names.values() for line in lines)
        self.left, self.right = gutter + 24, WIDTH - 18
        self._set_time(times, until)
        self.track = {id(span): row for lane in lanes for span, row in self.tracks(lane)}
        self.y: dict[str, float] = {}
        room = ROOM / 2 if not story.flights else (ROOM if len(story.flights) <= FEW else MORE_ROOM)
        waiting = [flight.sender for flight in story.flights if flight.fate == "waiting"]
        self.rows = min(max((waiting.count(lane) for lane in lanes), default=0), ROWS)
        depth = 24 + 18 * self.rows if waiting else 0  # how far below a lane its waiting messages reach
        room = max(room, depth + 4)
        upper = any(mark.who == lanes[0] for mark in story.marks) or any(
            flight.sender == flight.receiver for flight in story.flights
        )
        above = 40 if upper else (22 if len(story.flights) > FEW else 8)
        y = top + HALF + above
        for lane in lanes:
            self.y[lane] = y
            rows = [self.track[id(span)] for span in story.spans if span.who == lane]
            y += max(rows, default=0) * TRACK + 2 * HALF + room
        fans = any(self.in_fan(flight) for flight in story.flights)
        below = len(lanes) == 1 or any(mark.who == lanes[-1] for mark in story.marks)
        self.bottom = y - room + max(34 if below else 6, 40 if fans else 0, depth if len(lanes) == 1 else 0)
        self.tips = self._tips()

    def _set_time(self, times: Sequence[float], until: float | None) -> None:
        first, last = min(times), max(times)
        self.begins = 0.0 if 0 <= first <= last - first or first == last == 0 else first
        self.ends = until if until is not None else last + (last - self.begins) * 0.04
        if self.ends <= self.begins:
            self.ends = self.begins + 1
        if self.begins:
            step = step_for(self.ends - self.begins, 7)
            self.begins = first // step * step

    def x(self, at: float) -> float:
        """Return the horizontal place of a moment."""
        return self.left + (at - self.begins) / (self.ends - self.begins) * (self.right - self.left)

    def end_of(self, span: Span) -> float:
        """Return the end of a span; an open one runs to the end of the picture."""
        return self.ends if span.ends is None else span.ends

    def tracks(self, lane: str) -> Iterator[tuple[Span, int]]:
        """Yield each span of the lane with the highest row that is free for all its time."""
        free: list[float] = []
        for span in sorted((s for s in self.story.spans if s.who == lane), key=lambda s: s.begins):
            row = next((i for i, since in enumerate(free) if since <= span.begins), len(free))
            free[row : row + 1] = [self.end_of(span)]
            yield span, row

    def box(self, span: Span) -> Box:
        """Return the bar of a span."""
        left, right = self.x(span.begins), self.x(self.end_of(span))
        width, height = max(right - left, 2.5), HALF if span.kind == "wait" else 2 * HALF
        return Box(left + width / 2, self.y[span.who] + self.track[id(span)] * TRACK, width, height)

    def edge(self, lane: str, at: float, side: int) -> float:
        """Return the height at which an arrow meets the lane: at a bar, or at the line. Side -1 is above."""
        edges = [self.y[lane]]
        for span in self.story.spans:
            if span.who == lane and span.begins <= at <= self.end_of(span):
                box = self.box(span)
                edges.append(box.y + side * box.height / 2)
        return max(edges) if side > 0 else min(edges)

    def gaps(self, lane: str) -> Iterator[tuple[float, float]]:
        """Return the parts of the lane's line that no bar lies on."""
        reached = self.left
        for span in sorted((s for s in self.story.spans if s.who == lane), key=lambda s: s.begins):
            if self.track[id(span)] == 0:
                box = self.box(span)
                if box.x - box.width / 2 > reached:
                    yield reached, box.x - box.width / 2
                reached = box.x + box.width / 2
        if reached < self.right:
            yield reached, self.right

    def open_side(self, lane: str) -> int:
        """Return the side of a lane where there is room: below (1), but above (-1) the last of several."""
        return -1 if len(self.y) > 1 and lane == list(self.y)[-1] else 1

    def in_fan(self, flight: Flight) -> bool:
        """Return True if it left together with many others that arrive, so that arrows run close together."""
        together = [
            other
            for other in self.story.flights
            if (other.sender, other.left) == (flight.sender, flight.left) and other.fate != "waiting"
        ]
        return len(together) > FEW

    def _tips(self) -> dict[int, Point]:
        """Find each waiting message a row for its dot and its label.

        Labels run to the right, or to the left near the right border. Those whose
        labels cover no other one choose first, so that the others go below them.
        """
        waiting = [flight for flight in self.story.flights if flight.fate == "waiting"]
        rightward = [flight for flight in waiting if self.x(flight.left) + _room(flight) < WIDTH]
        leftward = [flight for flight in waiting if flight not in rightward]
        tips: dict[int, Point] = {}
        taken: list[Box] = []
        for way, flights in ((1, sorted(rightward, key=lambda f: -f.left)), (-1, leftward)):
            for flight in flights:
                x, side = self.x(flight.left), self.open_side(flight.sender)
                y = self.edge(flight.sender, flight.left, side)
                rows = [y + side * (24 + 18 * row) for row in range(self.rows)]
                width = _room(flight)
                spots = [((x + way * 12, row), Box(x + way * width / 2, row, width, 16)) for row in rows]
                tip, box = next((s for s in spots if not any(s[1].meets(b) for b in taken)), spots[-1])
                tips[id(flight)] = tip
                taken.append(box)
        return tips


def _room(flight: Flight) -> float:
    """Return the width that a waiting message takes from where it left: stub, dot and label."""
    return 28 + min(svg.text_width(f"{plain(flight.message)} waits", SMALL), LONGEST)
