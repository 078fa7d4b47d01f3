"""The data that a page draws of a `Playground`: numbers only, few enough to be drawn ten times a second.

But: no pictures. They are the page's business.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import groupby
from typing import Any, get_args

from mqlearn.pictures.axis import step_for
from mqlearn.simulation.playground import Journey, Place, Playground

POINTS = 300
"""So many points of a curve are enough, more or less."""
MANY, FEW = 100, 15
"""At least so many messages pass in the time that the curves show, and that the single messages have."""


def view(play: Playground) -> dict[str, Any]:
    """Return the end of the run so far, as a page needs it; all of it can be written as JSON.

    Args:
        play: The run.

    Returns:
        By name:

        - ``now``, and in seconds how much the curves (``window``) and the single messages (``close``) show.
        - ``depth`` as (time, number), where many fall together the highest and the last;
          ``waits`` as (time, wait); ``means`` and ``theories`` as (time, seconds), None for a gap.
        - ``mean`` and how many waits it is made of (``measured``); what is ``expected``, and the
          name of the ``theory``, or why there is none; ``utilization``.
        - ``offered``, and ``counts`` by place.
        - ``messages``, see `Playground.latest`: number, made, put, left, place, and for each try
          (got, ended, how, again).
    """
    settings = play.settings
    flow = min(settings.rate, settings.consumers / settings.service)
    window = step_for(MANY / flow, 1)
    since = max(0.0, play.now - window)
    first = bisect_left(play.waits, since, key=lambda wait: wait.at)
    shown = [play.waits[place] for place in _steady_choice(first, len(play.waits))]
    means: list[tuple[float, float | None]] = [(wait.at, wait.mean) for wait in shown]
    means += [(at, None) for at, _ in play.theories[1:] if at >= since]  # there it is reset
    _, theory = play.theories[-1]
    return {
        "now": play.now,
        "window": window,
        "close": step_for(FEW / flow, 1),
        "depth": _highest(play.depth, since, window / POINTS),
        "waits": [(wait.at, wait.wait) for wait in shown],
        "means": sorted(means, key=lambda point: point[0]),
        "theories": [(at, theory.wait) for at, theory in play.theories],
        "mean": play.waits[-1].mean if play.measured else None,
        "measured": play.measured,
        "expected": theory.wait,
        "theory": theory.says,
        "utilization": settings.utilization,
        "offered": len(play.journeys),
        "counts": {place: play.counts[place] for place in get_args(Place)},
        "messages": [_message(journey) for journey in play.latest()],
    }


def _steady_choice(first: int, end: int) -> list[int]:
    """Return some of the places, chosen so that they stay the same when the window moves a little."""
    step = 1
    while (end - first) / step > POINTS:
        step *= 2
    chosen = [place for place in range(first, end) if place % step == 0]
    return chosen if not chosen or chosen[-1] == end - 1 else [*chosen, end - 1]


def _highest(depth: Sequence[tuple[float, int]], since: float, wide: float) -> list[tuple[float, int]]:
    """Return the steps since then; where many fall together, the highest and the last stand for all."""
    first = max(0, bisect_left(depth, since, key=lambda step: step[0]) - 1)
    if len(depth) - first <= POINTS:
        return list(depth[first:])
    out = list[tuple[float, int]]()
    for _, piece in groupby(depth[first:], key=lambda step: int(step[0] / wide)):
        steps = list(piece)
        highest = max(steps, key=lambda step: step[1])
        out += [highest] if highest == steps[-1] else [highest, steps[-1]]
    return out


def _message(journey: Journey) -> dict[str, Any]:
    return {
        "number": journey.number,
        "made": journey.made,
        "put": journey.put,
        "left": journey.left,
        "place": journey.place,
        "tries": [(one.got, one.ended, one.how, one.again) for one in journey.tries],
    }
