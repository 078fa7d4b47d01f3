"""A line chart for one to five series, named at the ends of their lines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from mqlearn.pictures import svg
from mqlearn.pictures.axis import Axis, linear, logarithmic
from mqlearn.pictures.svg import BLUE, GREEN, INK, PURPLE, SMALL, VERMILION, WIDTH, Point
from mqlearn.pictures.text import cells, columns, number, plain, sparkline

T = TypeVar("T")

# Color, dash and marker tell the series apart, each without the other two.
_LOOKS = (
    (BLUE, "", "circle"),
    (VERMILION, "8 4", "square"),
    (GREEN, "2 4", "triangle"),
    (PURPLE, "10 3 2 3", "diamond"),
    (INK, "5 2", "cross"),
)
_PLOT = 240.0
"""Height of the area where the lines are."""
_MARKED = 16
"""So many points of a series get a marker, at most."""
_LISTED = 20
"""So many rows has the text form, at most."""


@dataclass(frozen=True, repr=False)
class Chart:
    """A chart that shows itself; made by `chart`.

    Attributes:
        series: Each name with its points, from left to right.
        title: What it is about; "" for none.
        x: What the horizontal axis counts.
        y: What the vertical axis counts.
        log_x: Whether the horizontal axis counts in powers of ten.
        log_y: Whether the vertical axis counts in powers of ten.
    """

    series: tuple[tuple[str, tuple[Point, ...]], ...]
    title: str
    x: str
    y: str
    log_x: bool
    log_y: bool

    def _repr_svg_(self) -> str:
        head, top = svg.heading(self.title)
        if self.y:
            head.append(svg.label(8, top + 6, svg.shorten(plain(self.y), WIDTH - 16, SMALL), size=SMALL))
            top += 22
        across, up = self._axis(0, self.log_x, 5), self._axis(1, self.log_y, 5)
        top += 8
        left = 18 + max(svg.text_width(text, SMALL) for _, text in up.ticks)
        names = [svg.wrap(plain(name), 116) for name, _ in self.series]
        right = WIDTH - 20 - max(svg.text_width(line) for lines in names for line in lines)
        frame = _Frame(across, up, left, right, top, top + _PLOT)
        parts = head + frame.grid() + [part for i in range(len(self.series)) for part in self._line(i, frame)]
        ends = [frame.point(points[-1]) for _, points in self.series]
        heights = _apart([y for _, y in ends], names)
        for lines, (end_x, end_y), y in zip(names, ends, heights, strict=True):
            if abs(y - end_y) > 6 or right - end_x > 14:
                leader = svg.polyline((end_x + 6, end_y), (right + 9, y))
                parts.append(svg.stroke(leader, width=1, opacity=0.4))
            for row, line in enumerate(lines):
                parts.append(svg.label(right + 12, y + (row - (len(lines) - 1) / 2) * 17, line))
        height = top + _PLOT + 34
        if self.x:
            parts.append(svg.label((left + right) / 2, height + 6, plain(self.x), "middle", SMALL))
            height += 22
        return svg.document(height, self.title or "Chart", "\n".join(self._lines()), parts)

    def _axis(self, which: int, log: bool, most: int) -> Axis:
        values = [point[which] for _, points in self.series for point in points]
        return (logarithmic if log else linear)(min(values), max(values), most)

    def _line(self, place: int, frame: _Frame) -> list[str]:
        color, dash, shape = _LOOKS[place]
        points = [frame.point(point) for point in self.series[place][1]]
        every = math.ceil(len(points) / _MARKED)
        line = svg.stroke(svg.polyline(*points), color, 2.2, dash=dash) if len(points) > 1 else ""
        return [line, *(svg.marker(x, y, shape, color) for x, y in points[::-1][::every][::-1])]

    def __str__(self) -> str:
        return "\n".join([plain(self.title), *self._lines()] if self.title else self._lines())

    __repr__ = __str__

    def _lines(self) -> list[str]:
        """Return a sparkline for each series, all on one scale, then all values as a table."""
        names = [plain(name) for name, _ in self.series]
        width = max(map(cells, names))
        heights = [
            [math.log10(y) if self.log_y else y for _, y in _thinned(points, 40)] for _, points in self.series
        ]
        low, high = min(map(min, heights)), max(map(max, heights))
        lines = [
            f"{name}{' ' * (width - cells(name))}  {sparkline(curve, low, high)}"
            for name, curve in zip(names, heights, strict=True)
        ]
        values = [dict(points) for _, points in self.series]
        places = sorted({x for points in values for x in points})
        rows = [[plain(self.x) or "x", *names]]
        for x in _thinned(places, _LISTED):
            rows.append([number(x), *(number(points[x]) if x in points else "" for points in values)])
        lines += columns(rows, [True] * len(rows[0]))
        if len(places) > _LISTED:
            lines.append(f"({_LISTED} of {len(places)} places shown)")
        return lines


@dataclass(frozen=True, slots=True)
class _Frame:
    """The area where the lines are, and how values become places in it."""

    across: Axis
    up: Axis
    left: float
    right: float
    top: float
    bottom: float

    def point(self, value: Point) -> Point:
        inner = self.right - 8  # the last point keeps off the names
        x = self.left + self.across.share(value[0]) * (inner - self.left)
        return x, self.bottom - self.up.share(value[1]) * (self.bottom - self.top)

    def grid(self) -> list[str]:
        out = []
        for place, text in self.up.ticks:
            y = self.bottom - (place - self.up.low) / (self.up.high - self.up.low) * (self.bottom - self.top)
            out.append(svg.stroke(svg.polyline((self.left, y), (self.right, y)), width=1, opacity=0.16))
            out.append(svg.label(self.left - 8, y, text, "end", SMALL))
        for place, text in self.across.ticks:
            share = (place - self.across.low) / (self.across.high - self.across.low)
            x = self.left + share * (self.right - 8 - self.left)
            out.append(svg.stroke(svg.polyline((x, self.top), (x, self.bottom)), width=1, opacity=0.16))
            out.append(svg.label(x, self.bottom + 16, text, "middle", SMALL))
        corner = svg.polyline((self.left, self.top), (self.left, self.bottom), (self.right, self.bottom))
        return [*out, svg.stroke(corner, opacity=0.6)]


def _apart(heights: Sequence[float], names: Sequence[Sequence[str]]) -> list[float]:
    """Return the heights, moved as little as needed so that the names do not overlap."""
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    out = list(heights)
    for _ in range(50):  # each round halves what overlaps is left; five names settle long before
        for above, below in pairwise(order):
            missing = (len(names[above]) + len(names[below])) * 8.5 + 1 - (out[below] - out[above])
            if missing > 0:
                out[above] -= missing / 2
                out[below] += missing / 2
    return out


def _thinned(values: Sequence[T], most: int) -> list[T]:
    """At most so many of the values, evenly chosen, the first and the last among them."""
    if len(values) <= most:
        return list(values)
    return [values[round(i * (len(values) - 1) / (most - 1))] for i in range(most)]


def chart(
    series: Mapping[str, Sequence[tuple[float, float]]],
    *,
    title: str = "",
    x: str = "",
    y: str = "",
    log_x: bool = False,
    log_y: bool = False,
) -> Chart:
    """Draw one to five series of points as lines.

    Args:
        series: Each name with its points (x, y), in any order.
        title: What the chart shows.
        x: What the horizontal axis counts, with its unit.
        y: What the vertical axis counts, with its unit.
        log_x: Count in powers of ten from left to right.
        log_y: Count in powers of ten from bottom to top.

    Raises:
        ValueError: If there is nothing to draw, too much, or a value that has
            no place on its axis.
    """
    if not 1 <= len(series) <= len(_LOOKS):
        raise ValueError(f"A chart holds 1 to {len(_LOOKS)} series, not {len(series)}: draw several charts.")
    for name, points in series.items():
        if not points:
            raise ValueError(
                f"The series {name!r} is empty: give it at least one point (x, y), or leave it out."
            )
        for point in points:
            for axis, value, log in (("x", point[0], log_x), ("y", point[1], log_y)):
                if not math.isfinite(value):
                    raise ValueError(f"The series {name!r} has {axis} = {value}: leave out such points.")
                if log and value <= 0:
                    raise ValueError(
                        f"The series {name!r} has {axis} = {value}, which has no place on a log axis:"
                        f" leave out points that are not above zero, or set log_{axis}=False."
                    )
    ordered = tuple((name, tuple(sorted(points, key=lambda p: p[0]))) for name, points in series.items())
    return Chart(ordered, title, x, y, log_x, log_y)
