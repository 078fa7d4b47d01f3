"""Vary a story: play it as told, and then in every way that its vocabulary knows.

A check says once what is promised. The machine asks for the same promise with
other values, sizes, moments, objects and faults, so that no answer is right for
the told numbers only. Variations are deterministic, and run from the cheapest to
the dearest. A check has a budget of runs, never of seconds, because its verdict
must not depend on the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from mqlearn.verdict import Failed, doing, now_doing

S = TypeVar("S")


@dataclass(frozen=True)
class Variation(Generic[S]):
    """One way to vary a story.

    Attributes:
        name: What it varies, such as ``values``. A story can forbid it by this name.
        of: Returns the changed stories, each with words that say in a report what is different.
    """

    name: str
    of: Callable[[S], Iterable[tuple[str, S]]]


def vary(
    story: S,
    play: Callable[[S], object],
    variations: Sequence[Variation[S]],
    *,
    forbid: Mapping[str, str] | None = None,
    runs: int = 100,
) -> int:
    """Play a story as told, and then varied.

    Args:
        story: The story.
        play: Plays it once, and raises `Failed` if the answer breaks a promise.
        variations: How to vary it, the cheapest first. Each one gets an equal share of the budget;
            what one does not use is left to those after it.
        forbid: Variations that do not apply to this story, by name, with the reason.
        runs: The budget, counted in plays, besides the one as told.

    Returns:
        How many times the story was played.

    Raises:
        Failed: With words that say what was varied.
        ValueError: If the check forbids a variation that does not exist, or without a reason.
    """
    forbidden = forbid or {}
    known = {variation.name for variation in variations}
    for name, reason in forbidden.items():
        if name not in known:
            raise ValueError(f"there is no variation {name!r}; there are {', '.join(sorted(known))}")
        if not reason.strip():
            raise ValueError(f"say why the variation {name!r} does not apply to this story")
    play(story)
    count = 1
    allowed = [variation for variation in variations if variation.name not in forbidden]
    for place, variation in enumerate(allowed):
        share = (runs + 1 - count) // (len(allowed) - place)
        for words, changed in _first(share, variation.of(story)):
            count += 1
            _play_varied(changed, play, words)
    return count


def _play_varied(story: S, play: Callable[[S], object], words: str) -> None:
    try:
        play(story)
    except Failed as failed:
        failed.outcome.did = f"{failed.outcome.did}; varied: {words}"
        raise
    except Exception:
        doing(f"{now_doing()}; varied: {words}")
        raise


def _first(most: int, stories: Iterable[tuple[str, S]]) -> Iterator[tuple[str, S]]:
    for _, story in zip(range(most), stories, strict=False):
        yield story
