"""Does an operation get dearer when more messages wait? Asked without a stopwatch's verdict.

Seconds differ from machine to machine and from minute to minute, so no check
looks at them. What it looks at is a ratio: the same call, in the same process,
on a queue with few messages and on one with many, in turns, the best of
several rounds each, and measured again before anybody is accused.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from typing import Any

# A browser's Python takes longer for all but the one long move in C that is to be found, and its clock may
# show whole milliseconds only. So there it is more messages and more calls.
IN_A_BROWSER = sys.platform == "emscripten"
SIZES = (100, 1_000, 10_000, 500_000 if IN_A_BROWSER else 50_000)
LIMIT = 8.0
"""A cost that does not depend on n stays near 1; one that grows with n reaches 10 at the second size."""
CALLS, ROUNDS = (1_500, 3) if IN_A_BROWSER else (150, 7)
TICK = 1e-3 if IN_A_BROWSER else 1e-9
"""A shorter time than this, in seconds, is not told from none."""

_kept: list[Any] = []
"""A browser's Python overflows its stack when a chain of 10,000 links is let go, so there nothing is."""


def growth(prepare: Callable[[int], Any], call: Callable[[Any], object]) -> tuple[int, float]:
    """How many times dearer one call becomes when more messages wait.

    Args:
        prepare: Makes a queue in which so many messages wait.
        call: Does the operation once, and leaves as many waiting as before.

    Returns:
        The size, and the cost there divided by the cost at the smallest size.
        Sizes are tried from small to large; the first one whose ratio is above
        `LIMIT` ends the measuring, and is returned.
    """
    small = prepare(SIZES[0])
    size, ratio = SIZES[0], 1.0
    for size in SIZES[1:]:
        large = prepare(size)
        if IN_A_BROWSER:
            _kept.append(large)
        ratio = min(_ratio(small, large, call) for _ in range(2))
        if ratio > LIMIT:
            ratio = min(ratio, _ratio(small, large, call))  # look once more before accusing
        if ratio > LIMIT:
            break
    return size, ratio


def _ratio(small: Any, large: Any, call: Callable[[Any], object]) -> float:
    collecting = gc.isenabled()
    gc.disable()
    try:
        pairs = [(_seconds(small, call), _seconds(large, call)) for _ in range(ROUNDS)]
    finally:
        if collecting:
            gc.enable()
    return min(b for _, b in pairs) / max(min(a for a, _ in pairs), TICK)


def _seconds(queue: Any, call: Callable[[Any], object]) -> float:
    begin = time.perf_counter()
    for _ in range(CALLS):
        call(queue)
    return time.perf_counter() - begin
