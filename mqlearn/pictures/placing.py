"""Find room for labels, so that they cover neither each other nor the drawing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from mqlearn.pictures.svg import SMALL, Point, text_width


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, by its middle and its size."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Box) -> bool:
        """Return True if the two cover some of the same ground."""
        return (
            abs(self.x - other.x) * 2 < self.width + other.width
            and abs(self.y - other.y) * 2 < self.height + other.height
        )

    def cut_by(self, start: Point, end: Point) -> bool:
        """Return True if the straight line between two points passes through the box."""
        enter, leave = 0.0, 1.0  # the part of the line that is inside, as shares of its length
        for origin, goal, middle, size in (
            (start[0], end[0], self.x, self.width),
            (start[1], end[1], self.y, self.height),
        ):
            low, high, run = middle - size / 2 - origin, middle + size / 2 - origin, goal - origin
            if abs(run) < 1e-9:
                if low >= 0 or high <= 0:
                    return False
                continue
            first, last = sorted((low / run, high / run))
            enter, leave = max(enter, first), min(leave, last)
        return enter < leave


@dataclass(frozen=True, slots=True)
class Spot:
    """A text at a place where it might go."""

    text: str
    x: float
    y: float

    @property
    def box(self) -> Box:
        """The room that the text takes."""
        return Box(self.x, self.y, text_width(self.text, SMALL) + 8, SMALL + 1)


class Paper:
    """Keeps track of what is taken.

    Args:
        area: Labels stay inside this box.
    """

    def __init__(self, area: Box) -> None:
        self._area = area
        self._solid: list[Box] = []
        self._lines: list[tuple[Point, Point]] = []

    def cover(self, box: Box) -> None:
        """Keep labels out of this box."""
        self._solid.append(box)

    def cross(self, *points: Point) -> None:
        """Keep labels off this line, if possible."""
        self._lines += pairwise(points)

    def place(self, spots: Iterable[Spot], tolerate: int) -> Spot | None:
        """Take the best spot: the first of those that the fewest lines cut.

        None if every spot is taken, or is cut by more lines than tolerated.
        """
        best, fewest = None, tolerate + 1
        for spot in spots:
            box = spot.box
            if not self._inside(box) or any(box.meets(other) for other in self._solid):
                continue
            cuts = sum(box.cut_by(*line) for line in self._lines)
            if cuts < fewest:
                best, fewest = spot, cuts
        if best is not None:
            self._solid.append(best.box)
        return best

    def _inside(self, box: Box) -> bool:
        area = self._area
        return (
            abs(box.x - area.x) * 2 <= area.width - box.width
            and abs(box.y - area.y) * 2 <= area.height - box.height
        )
