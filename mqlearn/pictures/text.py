"""Words and numbers as the pictures write them, and columns for a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence

_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_BLOCKS = "▁▂▃▄▅▆▇█"


def plain(value: object) -> str:
    """Return the text of a value on one line, without characters that XML forbids.

    Tabs, line ends and runs of spaces become one space; control characters
    and lone surrogates become the replacement character.
    """
    text = " ".join(str(value).split())
    return "".join("\ufffd" if _forbidden(ord(char)) else char for char in text)


def _forbidden(code: int) -> bool:
    return code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF)


def power_of_ten(exponent: int) -> str:
    """Return a power of ten with a raised exponent, such as 10⁶."""
    return "10" + str(exponent).translate(_SUPERSCRIPT)


def number(value: float) -> str:
    """Return a number to be read by people: four digits that count, thousands apart.

    Whole numbers keep all their digits: ``1234567`` reads 1,234,567.
    """
    if isinstance(value, int):
        return f"{value:,}"
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else ("∞" if value > 0 else "-∞")
    size = abs(value)
    if size >= 1000 and size < 1e15:
        return f"{value:,.0f}"
    if size == 0 or (1e-4 <= size < 1000):
        decimals = 3 if size == 0 else 3 - math.floor(math.log10(size))
        digits = f"{value:,.{max(decimals, 1)}f}".rstrip("0").rstrip(".")
        return "0" if digits == "-0" else digits
    mantissa, _, exponent = f"{value:.3e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.')} × {power_of_ten(int(exponent))}"


def cells(text: str) -> int:
    """Return the number of terminal columns that the text takes: two for each wide character.

    A rule of thumb by code point, and not `unicodedata`, whose answer changes
    with the version of Python.
    """
    return sum(2 if ord(char) >= 0x2E80 else 1 for char in text)


def columns(rows: Sequence[Sequence[str]], right: Sequence[bool], gap: str = "  ") -> list[str]:
    """One line for each row, the cells aligned; ``right`` says which columns go to the right."""
    widths = [max((cells(row[i]) for row in rows), default=0) for i in range(len(right))]
    lines = []
    for row in rows:
        padded = []
        for cell, width, is_right in zip(row, widths, right, strict=True):
            space = " " * (width - cells(cell))
            padded.append(space + cell if is_right else cell + space)
        lines.append(gap.join(padded).rstrip())
    return lines


def sparkline(values: Sequence[float], low: float, high: float) -> str:
    """Return the values as a row of block characters, on a scale from low to high."""
    span = high - low
    if span == 0:
        return _BLOCKS[0] * len(values)
    return "".join(_BLOCKS[round((value - low) / span * (len(_BLOCKS) - 1))] for value in values)
