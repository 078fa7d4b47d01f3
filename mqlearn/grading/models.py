"""What a queue has to do, as a model that an answer is run against, step by step.

A model is the simplest thing that is right: here a deque with a bound. The
same calls go to the answer and to the model, and the first difference is the
finding, with the calls that lead to it.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from queue import Empty, Full
from typing import Any

from mqlearn.grading.verdict import Failed, Verdict, brief

RULES = {
    "order": "First in, first out: get() gives the item that has waited longest.",
    "empty": "An empty queue says so: get() raises queue.Empty, and changes nothing.",
    "full": "A full queue says so: put() raises queue.Full, and changes nothing.",
    "bound": "With maxsize above 0 never more than maxsize items wait; with 0 or less there is no bound.",
    "count": "qsize() is the number of items that were put and not yet got.",
    "item": "Any item may wait, also None, 0 and ''. Ask how many wait, not what they are.",
}


def follows_a_bounded_fifo(
    make: Callable[[int], Any], *, maxsizes: tuple[int, ...] = (0, 1, 3, -1), seeds: int = 40, steps: int = 40
) -> None:
    """Run the same calls on an answer's queue and on the model; raise at the first difference.

    Args:
        make: Makes an empty queue with the given maxsize.
        maxsizes: The bounds to try.
        seeds: How many random sequences of calls for each bound.
        steps: How many calls in each sequence.

    Raises:
        Failed: With the calls that lead to the first difference.
    """
    odd = [None, 0, "", False]
    for maxsize in maxsizes:
        for seed in range(seeds):
            rng = random.Random(f"{maxsize} {seed}")
            items = [f"order {n}" for n in range(1, steps + 1)]
            if seed % 4 == 3:
                items = [odd[n % len(odd)] if n % 2 else item for n, item in enumerate(items)]  # type: ignore[misc]
            _compare(make, maxsize, [rng.choice(("put", "put", "get", "qsize")) for _ in range(steps)], items)


def _compare(make: Callable[[int], Any], maxsize: int, calls: list[str], items: list[Any]) -> None:
    queue, model = make(maxsize), _Model(maxsize)
    seen: list[str] = []
    supply = iter(items)
    for call in calls:
        arguments = (next(supply),) if call == "put" else ()
        before = len(model.items)
        want = _outcome(model, call, arguments)
        got = _outcome(queue, call, arguments)
        shown = f"{call}({brief(arguments[0]) if arguments else ''})"
        seen.append(f"{shown} {_words(got)}")
        if got != want:
            verdict, rule = _judge(call, got, want, model, before)
            raise Failed(
                verdict,
                did=f"a queue with maxsize={maxsize}, {len(seen)} calls, the last one {shown}",
                saw=seen,
                expected=f"{shown} {_words(want)}",
                rule=RULES[rule],
                look=getattr(type(queue), call, type(queue)),
            )


class _Model:
    def __init__(self, maxsize: int) -> None:
        self.maxsize = maxsize
        self.items: deque[Any] = deque()
        self.gone: list[Any] = []

    def put(self, item: Any) -> None:
        if 0 < self.maxsize <= len(self.items):
            raise Full
        self.items.append(item)

    def get(self) -> Any:
        if not self.items:
            raise Empty
        self.gone.append(self.items.popleft())
        return self.gone[-1]

    def qsize(self) -> int:
        return len(self.items)


def _outcome(queue: Any, call: str, arguments: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        value = getattr(queue, call)(*arguments)
    except (Empty, Full) as error:
        return "raised", type(error).__name__
    # What put returns is nobody's business; that 0 == False and 1 == True is no excuse.
    return "returned", None if call == "put" else (type(value).__name__, value)


def _words(outcome: tuple[str, Any]) -> str:
    how, value = outcome
    if how == "raised":
        return f"raised {value}"
    return "returned " + brief(value[1]) if value is not None else "was accepted"


def _judge(
    call: str, got: tuple[str, Any], want: tuple[str, Any], model: _Model, before: int
) -> tuple[Verdict, str]:
    """The name of a difference, and the rule that it breaks."""
    if call == "put":
        if want[0] == "raised":
            return Verdict.UNBOUNDED, "bound"
        return Verdict.WRONG, "bound"
    if call == "qsize":
        counted = got[1][1] if got[0] == "returned" else None
        if isinstance(counted, int) and not isinstance(counted, bool):
            if counted < before:
                return Verdict.LOST, "full" if before == model.maxsize else "count"
            return (Verdict.UNBOUNDED, "bound") if 0 < model.maxsize < counted else (Verdict.WRONG, "count")
        return Verdict.WRONG, "count"
    if want[0] == "raised":
        if got[0] == "returned" and got[1][1] is not None and got[1][1] in model.gone:
            return Verdict.DUPLICATED, "order"
        return Verdict.WRONG, "empty"
    if got[0] == "raised":
        return Verdict.LOST, "order" if want[1][1] else "item"
    value = got[1][1]
    if value in model.items:
        return Verdict.REORDERED, "order"
    if value is not None and value in model.gone:
        return Verdict.DUPLICATED, "order"
    return Verdict.WRONG, "order"
