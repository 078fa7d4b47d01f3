"""A shift: threads put into an answer's queue and take out of it, in every order, judged by their history.

Nothing here looks inside the queue. The beginning, the end and the result of each
call are compared with what a first-in, first-out queue of that size could have done.
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
    Verdict.WRONG: "Only items that were put come out. A get that finds the queue empty waits.",
    Verdict.DUPLICATED: "Check and take under one lock, because another thread may take the item in between.",
    Verdict.REORDERED: "First in, first out: the item that was put first is taken first.",
    Verdict.LOST: "An item stays in the queue until a get takes it.",
    Verdict.UNBOUNDED: "After a wake-up, check again under the lock that there is room.",
    Verdict.RACE: "After a wake-up, check again under the lock that there is an item.",
    Verdict.SPINNING: "Do not poll or rely on a timeout: the thread that changes the queue notifies.",
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
    """Run a shift in every order and raise at the first one that goes wrong.

    Args:
        make: Makes an empty queue.
        work: For each thread its calls, in order: ``"get"``, or an item to put.
        maxsize: The bound that the queue has to keep.
        did: What the check did.
        rule: The rule that is broken when a thread never stops waiting.
        look: Where to look next.
        put: The name of the answer's put.
        get: The name of the answer's get.
        schedules: The budget of orders; more than are needed.
        preemptions: How many forced switches an order may have.

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
        verdict, words = (
            Verdict.SPINNING,
            f"it took {late:g} s, although no call had to take any time",
        )
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
