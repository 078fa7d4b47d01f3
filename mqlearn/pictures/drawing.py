"""The drawing of a timeline: lanes, bars, arrows, and labels where there is room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mqlearn.pictures import svg
from mqlearn.pictures.axis import ticks
from mqlearn.pictures.placing import Box, Paper, Spot
from mqlearn.pictures.stage import FEW, HALF, LONGEST, Stage
from mqlearn.pictures.story import Flight, Mark, Span, Story
from mqlearn.pictures.svg import BLUE, SMALL, VERMILION, WIDTH, Point
from mqlearn.pictures.text import plain


def draw(
    story: Story, lanes: Sequence[str], times: Sequence[float], title: str, until: float | None, summary: str
) -> str:
    """Return the timeline as SVG; ``times`` are those of all events that it shows."""
    head, top = svg.heading(title)
    if not times:
        head.append(svg.label(WIDTH / 2, top + 28, "Nothing happened.", "middle"))
        return svg.document(top + 60, title or "Timeline", summary, head)
    stage = Stage(story, lanes, times, until, top)
    parts = _Picture(story, stage, top).parts()
    return svg.document(stage.bottom + 36, title or "Timeline", summary, head + parts)


class _Picture:
    """Places first, then shapes: every line is known before the first label looks for room."""

    def __init__(self, story: Story, stage: Stage, top: float) -> None:
        self.story, self.stage = story, stage
        self.paper = Paper(Box(WIDTH / 2, (top + stage.bottom) / 2, WIDTH, stage.bottom - top))

    def parts(self) -> list[str]:
        background = self._background()
        bars = [part for span in self.story.spans for part in self._bar(span)]
        routes = [(flight, self._route(flight)) for flight in self.story.flights]
        arrows = [part for flight, route in routes for part in self._arrow(flight, route)]
        marks = [self._mark(mark) for mark in self.story.marks]
        labels = [self._bar_label(span) for span in self.story.spans]
        labels += [self._mark_label(mark) for mark in self.story.marks]
        routes.sort(key=lambda pair: pair[0].fate != "waiting")  # these have the least choice of places
        labels += [self._arrow_label(flight, route) for flight, route in routes]
        return background + bars + arrows + marks + labels

    def _background(self) -> list[str]:
        out = []
        for at, text in ticks(self.stage.begins, self.stage.ends, 6):
            x = self.stage.x(at)
            line = svg.polyline((x, min(self.stage.y.values()) - HALF - 6), (x, self.stage.bottom + 6))
            out += [
                svg.stroke(line, width=1, opacity=0.16),
                svg.label(x, self.stage.bottom + 20, f"{text} s", "middle", SMALL),
            ]
        for lane, y in self.stage.y.items():
            line = "".join(svg.polyline((start, y), (end, y)) for start, end in self.stage.gaps(lane))
            out.append(svg.stroke(line, opacity=0.45) if line else "")
            lines = self.stage.names[lane]
            for place, line in enumerate(lines):
                lift = (place - (len(lines) - 1) / 2) * 17
                out.append(svg.label(self.stage.left - 12, y + lift, line, "end"))
                width = svg.text_width(line)
                self.paper.cover(Box(self.stage.left - 12 - width / 2, y + lift, width, 16))
            self.paper.cross((self.stage.left, y), (self.stage.right, y))
        return out

    def _bar(self, span: Span) -> list[str]:
        box = self.stage.box(span)
        self.paper.cover(box)
        x, right = box.x - box.width / 2, box.x + box.width / 2
        y, low = box.y - box.height / 2, box.y + box.height / 2
        border = svg.polyline((right, y), (x, y), (x, low), (right, low)) + ("" if span.ends is None else "Z")
        if span.kind == "start":
            return [svg.shade(x, y, box.width, box.height, BLUE, 0.28), svg.stroke(border, BLUE)]
        lines = svg.hatch(x, y, box.width, box.height, 7)
        if span.kind == "wait":
            return [svg.stroke(lines, width=1, opacity=0.5), svg.stroke(border, width=1, opacity=0.5)]
        half = svg.text_width("down", SMALL) / 2 + 5  # hatched on both sides of the word, if it fits
        ends = [(x, box.x - half), (box.x + half, right)] if _holds(box, "down") else [(x, right)]
        lines = "".join(
            svg.hatch(start, y, end - start, box.height, 7, falling=falling)
            for start, end in ends
            for falling in (False, True)
        )
        return [svg.stroke(lines, VERMILION, 1, opacity=0.6), svg.stroke(border, VERMILION)]

    def _route(self, flight: Flight) -> list[Point]:
        """Return the points of the arrow, from where it leaves to where it ends."""
        x, sender = self.stage.x(flight.left), flight.sender
        lanes = list(self.stage.y)
        place = lanes.index(sender)
        if flight.fate == "waiting" or (flight.fate == "lost" and flight.receiver == sender):
            side = self.stage.open_side(sender)
            y = self.stage.edge(sender, flight.left, side)
            if flight.fate == "lost":
                return [(x, y), (max(x + 14, self.stage.x(flight.ended)), y + side * 26)]
            tip = self.stage.tips[id(flight)]
            return [(x, y), (x, tip[1]), tip]
        end = self.stage.x(flight.ended)
        if flight.receiver == sender:
            start_y = self.stage.edge(sender, flight.left, -1)
            end_y = self.stage.edge(sender, flight.ended, -1)
            peak = min(start_y, end_y) - 16
            return [(x, start_y), (x + 5, peak), (end - 5, peak), (end, end_y)]
        side = 1 if lanes.index(flight.receiver) > place else -1
        return [
            (x, self.stage.edge(sender, flight.left, side)),
            (end, self.stage.edge(flight.receiver, flight.ended, -side)),
        ]

    def _arrow(self, flight: Flight, route: list[Point]) -> list[str]:
        self.paper.cross(*route)
        color = VERMILION if flight.fate == "again" else svg.INK
        dash = "6 4" if flight.fate == "again" else ""
        tip = route[-1]
        line = svg.stroke(svg.polyline(*route), color, dash=dash)
        dot = f'<circle cx="{svg.num(route[0][0])}" cy="{svg.num(route[0][1])}" r="2.5"/>'
        if flight.fate == "lost":
            self.paper.cover(Box(*tip, 12, 12))
            return [line, dot, svg.cross(*tip)]
        if flight.fate == "waiting":
            self.paper.cover(Box(*tip, 10, 10))
            a, b = tip
            corner = route[1]
            line = svg.stroke(svg.polyline(route[0], corner, (a + (4.5 if a < corner[0] else -4.5), b)))
            hollow = (
                f'<circle cx="{svg.num(a)}" cy="{svg.num(b)}" r="4.5" fill="none"'
                f' stroke="{svg.INK}" stroke-width="1.5"/>'
            )
            return [line, dot, hollow]
        return [line, dot, svg.arrow_head(tip, route[-2], color)]

    def _mark(self, mark: Mark) -> str:
        x, y = self.stage.x(mark.at), self.stage.y[mark.who]
        self.paper.cover(Box(x, y, 10, 10))
        if mark.lost:
            return svg.cross(x, y)
        diamond = svg.polyline((x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y))
        return f'<path d="{diamond}Z" fill="{svg.INK}"/>'

    def _write(self, spot: Spot | None) -> str:
        return svg.label(spot.x, spot.y, spot.text, "middle", SMALL) if spot else ""

    def _bar_label(self, span: Span) -> str:
        box = self.stage.box(span)
        text = svg.shorten(plain(span.message), max(box.width - 12, 60), SMALL)
        if span.kind == "down":
            text = "down"
        elif span.kind == "wait":
            text = "waits"
        below = Spot(text, box.x, box.y + HALF + 10)
        if span.kind != "wait" and _holds(box, text):
            return svg.label(box.x, box.y, text, "middle", SMALL)
        above = Spot(text, box.x, box.y - HALF - 10)
        return self._write(self.paper.place([below, above], 0)) if text else ""

    def _mark_label(self, mark: Mark) -> str:
        x, y = self.stage.x(mark.at), self.stage.y[mark.who]
        text = svg.shorten(plain(mark.text), LONGEST, SMALL)
        offsets = [side * (HALF + 9 + row * (SMALL + 2)) for row in (0, 1) for side in (-1, 1)]
        spots = []
        for words in (text, svg.shorten(plain(mark.brief), LONGEST, SMALL)):
            half = svg.text_width(words, SMALL) / 2 - 4
            spots += [Spot(words, x + shift, y + rise) for rise in offsets for shift in (0, half, -half)]
        return self._write(self.paper.place(spots, 1))

    def _arrow_label(self, flight: Flight, route: list[Point]) -> str:
        text = svg.shorten(plain(flight.message), LONGEST, SMALL)
        suffix = {"again": " again", "lost": " lost", "waiting": " waits"}.get(flight.fate, "")
        sharing = list(self.stage.tips.values()).count(route[-1])
        if flight.fate == "waiting" and sharing > 1:
            suffix = f" and {sharing - 1} more"
        texts = [text + suffix, text] if suffix else [text]
        spots = [spot for words in texts for spot in self._beside(words.strip(), flight, route)]
        tolerate = 1 if flight.fate == "waiting" or len(self.story.flights) <= FEW else 0
        return self._write(self.paper.place(spots, tolerate)) if text and not self._told(flight) else ""

    def _told(self, flight: Flight) -> bool:
        """Return True if a bar that begins where the arrow ends names the message already."""
        return self.stage.in_fan(flight) and any(
            (span.who, span.begins, span.message) == (flight.receiver, flight.ended, flight.message)
            and _holds(self.stage.box(span), plain(span.message))
            for span in self.story.spans
        )

    def _beside(self, text: str, flight: Flight, route: list[Point]) -> Iterator[Spot]:
        """Spots along the arrow, each just touching it from the one side or the other."""
        width = svg.text_width(text, SMALL) + 8
        if flight.fate == "waiting":
            x, y = route[-1]
            yield Spot(text, x + (width / 2 + 6) * (1 if x > route[0][0] else -1), y)
            return
        if flight.fate != "lost" and flight.receiver == flight.sender:
            yield Spot(text, (route[1][0] + route[2][0]) / 2, route[1][1] - 10)
            return
        (x, y), (a, b) = route[0], route[-1]
        if flight.fate == "lost":
            yield Spot(text, a + 10 + width / 2, b)
        lanes = list(self.stage.y)
        outer = flight.sender in (lanes[0], lanes[-1])
        down = 1 if b > y else -1
        end = self.stage.edge(flight.receiver, flight.ended, down) + down * (SMALL / 2 + 6)
        if self.stage.in_fan(flight) and flight.receiver in (lanes[0], lanes[-1]):
            yield Spot(text, a, end)
            yield Spot(text, a, end + down * (SMALL + 2))
        outside = Spot(text, x, y - down * (SMALL / 2 + 6))
        if outer and abs(a - x) > 1.2 * abs(b - y):  # flat arrows leave little room between the lanes
            yield outside
        length = max(((a - x) ** 2 + (b - y) ** 2) ** 0.5, 1)
        normal = (-(b - y) / length, (a - x) / length)
        away = abs(normal[0]) * width / 2 + abs(normal[1]) * (SMALL + 1) / 2 + 4
        for share in (0.5, 0.62, 0.38, 0.74, 0.26, 0.84, 0.16):
            for side in (-1, 1):
                yield Spot(
                    text,
                    x + (a - x) * share + side * normal[0] * away,
                    y + (b - y) * share + side * normal[1] * away,
                )
        if outer:
            yield outside


def _holds(box: Box, text: str) -> bool:
    """Return True if a bar has room for the text inside."""
    return box.width >= svg.text_width(text, SMALL) + 10
