"""The ticks of an axis: their places and their labels."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mqlearn.pictures.text import power_of_ten


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from ``low`` to ``high``; on a log axis both are exponents of ten.

    Attributes:
        low: The value at the beginning.
        high: The value at the end.
        ticks: The place of each tick, and its label.
        log: Whether the axis counts in powers of ten.
    """

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    log: bool = False

    def share(self, value: float) -> float:
        """Return the place of a value on the axis: 0 at the beginning, 1 at the end."""
        return ((math.log10(value) if self.log else value) - self.low) / (self.high - self.low)


def step_for(span: float, most: int) -> float:
    """Return the smallest step of 1, 2 or 5 times a power of ten that makes ``most`` steps or fewer."""
    power = 10.0 ** math.floor(math.log10(span / most))
    return next(power * nice for nice in (1, 2, 5, 10) if span <= power * nice * most * (1 + 1e-9))


def ticks(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """Ticks at round values from ``low`` to ``high``, each with its label."""
    step = step_for(high - low, most)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [(count * step, f"{count * step:,.{decimals}f}") for count in range(first, last + 1)]


def linear(low: float, high: float, most: int) -> Axis:
    """Return an axis in even steps that begins and ends at a tick.

    It begins at zero unless that would squeeze the values into less than half of it.
    """
    if 0 <= low <= high / 2:
        low = 0.0
    if low == high:
        low, high = (min(low, 0.0), max(high, 0.0)) if low else (0.0, 1.0)
    step = step_for(high - low, most)
    low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return Axis(low, high, tuple(ticks(low, high, most + 2)))


def logarithmic(low: float, high: float, most: int) -> Axis:
    """Return an axis in powers of ten; plain numbers as long as they are short."""
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    last = max(last, first + 1)
    step = math.ceil((last - first) / most)
    short = first >= -3 and last <= 4
    marks = []
    for exponent in range(first, last + 1, step):
        name = f"{10**exponent:,}" if exponent >= 0 else f"{10.0**exponent:.{-exponent}f}"
        marks.append((float(exponent), name if short else power_of_ten(exponent)))
    return Axis(first, last, tuple(marks), log=True)
