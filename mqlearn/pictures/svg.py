"""The few shapes that the pictures are made of, as SVG text.

Ink is ``currentColor`` and greys are its opacity, so that a picture follows
the page around it. Arrow heads and hatching are plain paths: a ``<marker>`` or
a ``<pattern>`` needs an id, and ids of two pictures on one page collide.
"""

from __future__ import annotations

import math
from html import escape
from typing import Literal

from mqlearn.pictures.text import plain

WIDTH = 540.0
"""Width of every picture in its own units. A phone shows them at about 0.65 px each."""
SHOWN = 600
"""Width in CSS pixels where there is room for it."""
SIZE = 16.0
"""Size of ordinary text, in units."""
SMALL = 15.0
"""Size of axis labels, in units."""

INK = "currentColor"
BLUE, VERMILION, GREEN, PURPLE = "#1f83c6", "#d55e00", "#009e73", "#b8609a"
"""After Okabe and Ito, moved until each stands out on white and on #1e1e1e."""

# As a file of its own (JupyterLab and GitHub show it in an <img>) the picture cannot see the
# page's colors, so it brings its paper along. Inside a page `:root` is <html>: no match.
_PAPER = "<style>svg:root{color:#1a1a1a;background:#fff}</style>"

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]


def xml(value: object) -> str:
    """Return the text of a value, safe between tags and inside an attribute."""
    return escape(plain(value), quote=True)


def num(value: float) -> str:
    """Return a coordinate, with one decimal at most."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def text_width(text: str, size: float = SIZE) -> float:
    """About how wide the text comes out; no font is at hand to ask."""
    return size * sum(_percent(char) for char in text) / 100


def _percent(char: str) -> int:
    """Whole percents of the size: sums of floats differ between versions of Python."""
    if char in "iljI.,:;|!'":
        return 29
    if char in "ftr()[]-/ ":
        return 37
    if ord(char) >= 0x2E80:
        return 105
    return 76 if char.isupper() or char in "mw%@—…" else 58


def shorten(text: str, room: float, size: float = SIZE) -> str:
    """Return the text, cut and ended with … where it is wider than the room."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrap(text: str, room: float, size: float = SIZE, lines: int = 2) -> list[str]:
    """Return the text broken at spaces; the last line is cut where even that is too long."""
    words, out = text.split(" "), [""]
    for position, word in enumerate(words):
        longer = f"{out[-1]} {word}".strip()
        if not out[-1] or text_width(longer, size) <= room:
            out[-1] = longer
        elif len(out) == lines:
            out[-1] = " ".join([out[-1], *words[position:]])
            break
        else:
            out.append(word)
    return [shorten(line, room, size) for line in out]


def label(
    x: float, y: float, text: str, anchor: Anchor = "start", size: float = SIZE, *, bold: bool = False
) -> str:
    """Return a line of text whose middle is at height ``y``."""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{num(x)}" y="{num(y + size * 0.35)}" font-size="{num(size)}"'
        f' text-anchor="{anchor}"{weight}>{xml(text)}</text>'
    )


def stroke(
    d: str, color: str = INK, width: float = 1.5, *, opacity: float = 1, dash: str = "", fill: str = "none"
) -> str:
    """Return a path drawn as a line, filled only if ``fill`` names a color."""
    extra = f' stroke-dasharray="{dash}"' if dash else ""
    extra += f' opacity="{opacity:g}"' if opacity != 1 else ""
    return f'<path d="{d}" fill="{fill}" stroke="{color}" stroke-width="{num(width)}"{extra}/>'


def polyline(*points: Point) -> str:
    """Path data of a line through the points."""
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points)


def shade(x: float, y: float, width: float, height: float, color: str, opacity: float) -> str:
    """Return a filled rectangle without a border."""
    return (
        f'<rect x="{num(x)}" y="{num(y)}" width="{num(width)}" height="{num(height)}"'
        f' fill="{color}" fill-opacity="{opacity:g}"/>'
    )


def arrow_head(tip: Point, start: Point, color: str = INK) -> str:
    """Return a filled head at ``tip`` for a line that comes from ``start``."""
    angle = math.atan2(tip[1] - start[1], tip[0] - start[0])
    corners = [
        (tip[0] - 9 * math.cos(angle + turn), tip[1] - 9 * math.sin(angle + turn)) for turn in (0.4, -0.4)
    ]
    return f'<path d="{polyline(tip, *corners)}Z" fill="{color}"/>'


def cross(x: float, y: float, color: str = VERMILION, reach: float = 5.5) -> str:
    """Return a bold cross: something ended here."""
    d = polyline((x - reach, y - reach), (x + reach, y + reach))
    return stroke(d + polyline((x - reach, y + reach), (x + reach, y - reach)), color, 2.5)


def marker(x: float, y: float, shape: str, color: str) -> str:
    """Return a point of a series; the shape alone tells which."""
    if shape == "circle":
        return f'<circle cx="{num(x)}" cy="{num(y)}" r="4.5" fill="{color}"/>'
    if shape == "cross":
        return cross(x, y, color, 4)
    corners = {
        "square": ((-4, -4), (4, -4), (4, 4), (-4, 4)),
        "triangle": ((0, -5.5), (5.2, 4), (-5.2, 4)),
        "diamond": ((0, -6), (5, 0), (0, 6), (-5, 0)),
    }[shape]
    return f'<path d="{polyline(*((x + a, y + b) for a, b in corners))}Z" fill="{color}"/>'


def hatch(x: float, y: float, width: float, height: float, step: float, *, falling: bool = False) -> str:
    """Path data of slanted lines that fill a rectangle, cut off at its borders."""
    d = []
    for index in range(1, math.ceil((width + height) / step)):
        foot = x - height + index * step  # where the line would leave the bottom, going up to the right
        left, right = max(foot, x), min(foot + height, x + width)
        low, high = height - (left - foot), height - (right - foot)  # both measured from the top
        if falling:
            low, high = height - low, height - high
        d.append(polyline((left, y + low), (right, y + high)))
    return "".join(d)


def document(height: float, title: str, summary: str, parts: list[str]) -> str:
    """Return the whole picture: it shrinks to fit a phone, and says in words what it shows."""
    shown_height = round(height * SHOWN / WIDTH)
    description = "\n".join(xml(line) for line in summary.splitlines())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {num(WIDTH)} {num(height)}"'
        f' width="{SHOWN}" height="{shown_height}" style="max-width:100%;height:auto"'
        f' font-family="system-ui, sans-serif" fill="{INK}">\n<title>{xml(title)}</title>\n'
        f"<desc>{description}</desc>\n{_PAPER}\n" + "\n".join(part for part in parts if part) + "\n</svg>"
    )


def heading(title: str) -> tuple[list[str], float]:
    """Return the title in one or two lines, and the height at which the picture continues."""
    if not title:
        return [], 10.0
    lines = wrap(plain(title), (WIDTH - 16) / 1.12, 17)  # bold letters are wider
    return [label(8, 18 + 20 * i, line, size=17, bold=True) for i, line in enumerate(lines)], (
        22.0 + 20 * len(lines)
    )
