"""A shift: threads put into an answer's queue and take out of it, in every order, judged by their history.

Nobody reads the queue's inside. What each call began, ended and brought is
compared with what some first-in, first-out queue of that size could have done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from mqlearn.checks.orders import right_in_every_order
from mqlearn.exploration import Operation, history, threads
from mqlearn.verdict import Failed, Verdict, doing

FAULTS = {
    "was never put": Verdict.WRONG,
    "came out twice": Verdict.DUPLICATED,
    "Overtaken": Verdict.REORDERED,
    "Lost": Verdict.LOST,
}
RULES = {
    Verdict.WRONG: "Only what was put comes out. Whoever finds nothing waits until there is something.",
    Verdict.DUPLICATED: "Look and take under one lock: between the two, somebody else may take it.",
    Verdict.REORDERED: "First in, first out: what was put first is taken first.",
    Verdict.LOST: "What was put stays until somebody takes it.",
    Verdict.UNBOUNDED: "Whoever is woken looks again, holding the lock, whether there is room by now.",
    Verdict.RACE: "Whoever is woken looks again, holding the lock, whether there is something by now.",
    Verdict.SPINNING: "Do not look every so often, nor lean on a time-out: whoever changes it notifies.",
}

Shared = tuple[Any, Iterator[int]]


def every_order_of_a_shift(
    make: Callable[[], Any],
    work: Mapping[str, Sequence[str]],
    *,
    maxsize: int,
    did: str,
    rule: str,
    look: Callable[..., Any],
    put: str = "put",
    get: str = "get",
    schedules: int = 6_000,
    preemptions: int = 2,
) -> None:
    """Run a shift in every order; raise at the first that is wrong.

    Args:
        make: Makes an empty queue.
        work: For each thread what it does, one after the other: ``"get"``, or an item to put.
        maxsize: The bound that the queue has to keep.
        did: What the check did.
        rule: The rule that is broken when somebody waits for ever.
        look: Where to look next.
        put: What the answer calls its put.
        get: What the answer calls its get.
        schedules: The most orders; more than are needed.
        preemptions: The most forced switches.

    Raises:
        Failed: With the order that does it.
    """
    doing(did)
    report = threads(
        lambda: (make(), count()),
        {who: _worker(who, steps, put, get) for who, steps in work.items()},
        then=lambda _, results: _judge([op for ops in results.values() for op in ops], maxsize, did, look),
        schedules=schedules,
        preemptions=preemptions,
    )
    right_in_every_order(report, did=did, rule=rule, look=look)


def _worker(who: str, steps: Sequence[str], put: str, get: str) -> Callable[[Shared], list[Operation]]:
    def work(shared: Shared) -> list[Operation]:
        queue, clock = shared
        seen = []
        for step in steps:
            began = next(clock)
            if step == "get":
                item = getattr(queue, get)()
                seen.append(Operation(who, "get", item, began, next(clock)))
            else:
                getattr(queue, put)(step)
                seen.append(Operation(who, "put", step, began, next(clock)))
        return seen

    return work


def _judge(operations: list[Operation], maxsize: int, did: str, look: Callable[..., Any]) -> None:
    late = time.monotonic()
    report = history(operations, maxsize)
    if report.ok and not late:
        return
    if report.ok:
        verdict, words = Verdict.SPINNING, f"all was done at {late:g} s, where nothing had to take any time"
    else:
        assert report.failure is not None
        words = report.failure.words
        verdict = next((v for fault, v in FAULTS.items() if fault in words), Verdict.RACE)
        if verdict is Verdict.RACE and maxsize > 0 and history(operations).ok:
            verdict, words = Verdict.UNBOUNDED, f"more than {maxsize} waited at one time"
    seen = "; ".join(str(op) for op in sorted(operations, key=lambda op: op.ended or 0))
    raise Failed(
        verdict, did=did, saw=f"{words}\nIn the order of returning: {seen}.", rule=RULES[verdict], look=look
    )
