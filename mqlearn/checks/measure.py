"""Measure how the cost of an operation grows with the number of messages, as a ratio.

Seconds differ from machine to machine and from minute to minute, so no check
uses them. It compares the same call, in the same process, on a queue with few
messages and on one with many: in turns, the best of several rounds each, and
measured once more before an answer is called SLOW.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from math import inf
from typing import Any

# A browser's Python is slower at everything but the one long move in C that this looks for, and its clock
# may have a resolution of a millisecond. So it measures more messages and more calls there.
IN_A_BROWSER = sys.platform == "emscripten"
SIZES = (100, 1_000, 10_000, 500_000 if IN_A_BROWSER else 50_000)
LIMIT = 8.0
"""A constant cost stays near 1; a cost that grows with n reaches 10 at the second size."""
CALLS, ROUNDS = (1_500, 3) if IN_A_BROWSER else (150, 7)
PARTS = 30
"""The clock is read after each of this many equal parts of the calls."""
ENOUGH = 2 * LIMIT
"""A round that has taken this many times as long as the shortest round of the small queue ends early."""
TICK = 1e-3 if IN_A_BROWSER else 1e-9
"""Times below this many seconds are treated as zero, because the clock cannot resolve them."""

_kept: list[Any] = []
"""Keeps every measured queue in a browser, whose Python overflows its stack when it frees a long chain."""


def growth(prepare: Callable[[int], Any], call: Callable[[Any], object]) -> tuple[int, float]:
    """Return how many times more one call costs when more messages wait.

    Args:
        prepare: Makes a queue that holds this many messages.
        call: Performs the operation once, and leaves as many messages in the queue as before.

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
            ratio = min(ratio, _ratio(small, large, call))  # measure once more before calling it SLOW
        if ratio > LIMIT:
            break
    return size, ratio


def _ratio(small: Any, large: Any, call: Callable[[Any], object]) -> float:
    collecting = gc.isenabled()
    gc.disable()
    least = shortest = inf
    try:
        for _ in range(ROUNDS):
            least = min(least, _seconds(small, call))
            shortest = min(shortest, _seconds(large, call, ENOUGH * max(least, TICK)))
    finally:
        if collecting:
            gc.enable()
    return shortest / max(least, TICK)


def _seconds(queue: Any, call: Callable[[Any], object], enough: float = inf) -> float:
    """Return how long all calls take, in seconds; once they have taken more than enough, by estimate.

    Without this end, a call that costs a hundred times as much would use up all the time that its check has.
    """
    begin = time.perf_counter()
    for part in range(PARTS):
        for _ in range(CALLS // PARTS):
            call(queue)
        took = time.perf_counter() - begin
        if took > enough:
            return took * PARTS / (part + 1)
    return took
