"""A search through the choices of a run: cheapest first, every run replayable.

A run is deterministic except for its choices: which thread continues, which task
starts first. Option 0 is the ordinary one and costs nothing; an option that
costs 1 is a forced switch. The search runs all schedules that cost nothing,
then those that cost 1, and so on, so the first failure is also the simplest.

But: "complete" means complete up to the bound, in the given scenario.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

F = TypeVar("F")
ORDINARY = "ordinary"
"""The replay string of the run that always takes option 0."""


class Choices:
    """The choices of one run: follow the given ones, then always take option 0.

    Args:
        prefix: The options to take first, in order.
        fixed: For a replay: which option to take at which step.
    """

    def __init__(self, prefix: tuple[int, ...] = (), fixed: Mapping[int, int] | None = None) -> None:
        self.prefix = prefix
        self.fixed = fixed
        self.log: list[tuple[int, tuple[int, ...], int]] = []

    def pick(self, costs: tuple[int, ...], at: int) -> int:
        """Choose one of ``len(costs)`` options at step ``at``; no two choices of a run share a step."""
        if self.fixed is not None:
            option = self.fixed.get(at, 0)
        else:
            option = self.prefix[len(self.log)] if len(self.log) < len(self.prefix) else 0
        if option >= len(costs):
            option = 0
        self.log.append((option, costs, at))
        return option

    @property
    def taken(self) -> tuple[int, ...]:
        """Return the options taken so far."""
        return tuple(option for option, _, _ in self.log)

    @property
    def cost(self) -> int:
        """Return the number of forced switches."""
        return sum(costs[option] for option, costs, _ in self.log)

    @property
    def replay(self) -> str:
        """Return the run as a short text, from which `replayed` makes the same choices."""
        return " ".join(f"{at}:{option}" for option, _, at in self.log if option) or ORDINARY

    def must_fit(self) -> None:
        """Raise ValueError if the run never asked for a choice of the replayed text."""
        asked = {at for option, _, at in self.log if option}
        if missing := sorted(set(self.fixed or ()) - asked):
            raise ValueError(
                f"This replay does not fit: the run has no such choice at step {missing[0]}. "
                "The program or the scenario has changed since; search again without replay=."
            )


def _pair(text: str) -> tuple[int, int]:
    at, option = text.split(":")
    return int(at), int(option)


def replayed(text: str) -> Choices:
    """Return the choices that a replay string stands for.

    Raises:
        ValueError: If the text is no replay string.
    """
    try:
        pairs = [] if text == ORDINARY else [_pair(pair) for pair in text.split()]
        return Choices(fixed=dict(pairs))
    except ValueError:
        raise ValueError(
            f"replay={text!r} is no schedule; copy it from report.replay, such as '7:1 12:2'."
        ) from None


@dataclass(frozen=True, slots=True)
class Found(Generic[F]):
    """The result of a search.

    Attributes:
        failure: What the failing run returned; None if no run failed.
        choices: The choices of the failing run.
        runs: How many runs there were.
        complete: True if every schedule within the bound was run without a failure.
    """

    failure: F | None
    choices: Choices | None
    runs: int
    complete: bool


def search(
    run: Callable[[Choices], F | None], bound: int, limit: int, again: Callable[[], bool] = lambda: False
) -> Found[F]:
    """Run every schedule that costs at most ``bound``, cheapest first, until one fails.

    Args:
        run: Makes one run with these choices; returns a failure or None.
        bound: The highest cost of a schedule.
        limit: The most runs.
        again: True ends the search early, because the possible choices have changed.
    """
    waiting: list[deque[tuple[int, ...]]] = [deque() for _ in range(bound + 1)]
    waiting[0].append(())
    runs, dropped = 0, False
    for line in waiting:
        while line:
            if runs >= limit:
                return Found(None, None, runs, False)
            prefix = line.popleft()
            choices = Choices(prefix)
            failure = run(choices)
            runs += 1
            if failure is not None:
                return Found(failure, choices, runs, False)
            if again():
                return Found(None, None, runs, False)
            spent, taken = 0, choices.taken
            for i, (option, costs, _) in enumerate(choices.log):
                if i >= len(prefix):  # earlier choices were varied when their own prefix ran
                    for other in range(1, len(costs)):
                        cost = spent + costs[other]
                        if cost > bound:
                            continue
                        if len(waiting[cost]) < limit:
                            waiting[cost].append((*taken[:i], other))
                        else:
                            dropped = True
                spent += costs[option]
    return Found(None, None, runs, not dropped)
