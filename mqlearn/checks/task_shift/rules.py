"""The rules of a queue on which tasks wait, each held against the log of a shift.

`judge` goes through the rules from the most telling to the least, so that the
first one that is broken names the mistake best.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from typing import NoReturn

from mqlearn.checks.task_shift.log import SWALLOWED, Call, Shift
from mqlearn.verdict import Failed, Verdict, brief

ALLOWED = (("put_nowait", "raised QueueFull"), ("get_nowait", "raised QueueEmpty"))
"""Errors that a right queue raises, too."""


def judge(shift: Shift) -> None:
    """Hold every rule against the log and raise the finding that says most.

    Raises:
        Failed: WRONG, UNBOUNDED, RACE, DUPLICATED, STUCK, LOST or REORDERED.
    """
    for rule in (
        a_cancelled_call_ends,
        the_bound_holds,
        nothing_is_raised,
        nothing_comes_twice,
        nobody_waits_beside_an_item,
        nothing_is_lost,
        first_in_first_out,
    ):
        rule(shift)


def _fail(shift: Shift, verdict: Verdict, saw: str, rule: str) -> NoReturn:
    raise Failed(verdict, did="", saw=[*shift.log(), saw], rule=rule, trace=shift.trace)


def a_cancelled_call_ends(shift: Shift) -> None:
    """Raise WRONG if a call returned although its task was cancelled."""
    for call in shift.calls:
        if call.end == SWALLOWED:
            _fail(
                shift,
                Verdict.WRONG,
                f"{call.who} was cancelled",
                "A cancellation must reach the caller: clean up, and then `raise`.",
            )


def the_bound_holds(shift: Shift) -> None:
    """Raise UNBOUNDED if the queue ever held more items than its bound allows."""
    if shift.overfull:
        raise Failed(
            Verdict.UNBOUNDED,
            did="",
            saw=shift.overfull,
            rule="A wake-up says that there was room. Check again, because another put may have been faster.",
            trace=shift.trace,
        )


def nothing_is_raised(shift: Shift) -> None:
    """Raise RACE if a call raised an error that its caller did not cause, WRONG if it hid a cancellation."""
    for call in shift.calls:
        if not call.end.startswith("raised") or (call.what, call.end) in ALLOWED:
            continue
        if call.told_to_give_up and call.end != "raised InvalidStateError":
            _fail(
                shift,
                Verdict.WRONG,
                f"{call}, and {call.who} had been cancelled",
                "A cancellation must reach the caller as CancelledError: clean up, and then `raise`.",
            )
        rule = "Between a wake-up and the moment the woken task runs, other tasks may run. Check again."
        if call.end == "raised InvalidStateError":
            rule = "A future that is done cannot be completed again: skip waiters that have given up."
        _fail(shift, Verdict.RACE, f"{call}, and no caller made a mistake", rule)


def nothing_comes_twice(shift: Shift) -> None:
    """Raise DUPLICATED for an item that came out twice, WRONG for one that was never put."""
    out = [c.item for c in shift.of("get")]
    put = {c.item: c for c in shift.calls if c.what.startswith("put")}
    for item in out:
        if item not in put:
            _fail(
                shift,
                Verdict.WRONG,
                f"get() returned {brief(item)}, which was never put",
                "get() returns the item that has waited longest, and waits while there is none.",
            )
        if out.count(item) > 1:
            _fail(
                shift,
                Verdict.DUPLICATED,
                f"{item} came out {out.count(item)} times",
                "One put, one get: a get removes the item that it returns.",
            )
        if put[item].end == "was cancelled":
            _fail(
                shift,
                Verdict.DUPLICATED,
                f"put({item!r}) was cancelled, and {item} came out anyway",
                "A put that was cancelled has not happened. Its caller may try again, "
                "and then the item comes out twice.",
            )


def nobody_waits_beside_an_item(shift: Shift) -> None:
    """Raise STUCK if a get still waits beside an item, or a put beside a free place."""
    there = [c.item for c in shift.of("put") if c.ended < shift.closed]
    left = [c.item for c in shift.of("get") if c.began > shift.closed and c.item in there]
    hungry = [c.who for c in shift.waiting("get")]
    if hungry and left:
        _fail(
            shift,
            Verdict.STUCK,
            f"{' and '.join(hungry)} still waits while the queue holds {' and '.join(left)}",
            "Each item must wake a waiter, and no wake-up may get lost.",
        )
    turned = shift.waiting("put")
    room = shift.maxsize - len(left) if shift.maxsize > 0 else len(turned)
    if turned and room > 0:
        _fail(
            shift,
            Verdict.STUCK,
            f"put({turned[0].item!r}) still waited at closing time, and there was room for {room}",
            "Each free place must wake a waiting put, and no wake-up may get lost.",
        )


def nothing_is_lost(shift: Shift) -> None:
    """Raise LOST for an item that was accepted and that no get returned."""
    out = [c.item for c in shift.of("get")]
    for call in shift.of("put"):
        if call.item not in out:
            _fail(
                shift,
                Verdict.LOST,
                f"{call.item} was accepted, and no get ever returned it",
                "An item stays in the queue until its getter runs and takes it.",
            )


def first_in_first_out(shift: Shift) -> None:
    """Raise REORDERED if a later item came out before an earlier one."""
    put = {c.item: c for c in shift.of("put")}
    for earlier, later in permutations(shift.of("get"), 2):
        if put[earlier.item].ended < put[later.item].began and later.ended < earlier.began:
            _fail(
                shift,
                Verdict.REORDERED,
                f"{later.item} came out before {earlier.item}, which went in first",
                "First in, first out: get() returns the item that has waited longest.",
            )


def first_come_first_served(shift: Shift, what: str) -> None:
    """Raise UNFAIR unless waiting calls ended in the order in which they began to wait."""
    served = [c for c in shift.of(what) if c.until > c.at]
    came = sorted(served, key=lambda c: c.began)
    if served != came:
        names = [", ".join(c.who for c in calls) for calls in (came, served)]
        _fail(
            shift,
            Verdict.UNFAIR,
            f"they came as {names[0]}, and were served as {names[1]}",
            "Join the line at one end and wake at the other. Wake a waiter only when there is something "
            "for it: a waiter that finds nothing joins the line again, behind all others.",
        )


def ends_on_time(shift: Shift, moments: Mapping[str, float]) -> None:
    """Raise unless each of these calls ended at its moment: when there was an item, or room."""
    for call in shift.calls:
        late = call.until - moments.get(call.who, call.until)
        if late < 0 and call.what == "put":
            _fail(
                shift,
                Verdict.UNBOUNDED,
                f"{call} at {call.until:g} s, and there was room only at {moments[call.who]:g} s",
                "While the queue is full, put() waits: the bound counts waiting items, too.",
            )
        if late < 0:
            _fail(
                shift,
                Verdict.WRONG,
                f"{call} at {call.until:g} s, {-late:.3g} s before it had a reason to",
                "A waiting call ends when the queue changes, or when its caller gives up.",
            )
        if late > 0:
            _fail(shift, *_too_late(call, late))


def _too_late(call: Call, late: float) -> tuple[Verdict, str, str]:
    delay = f"{late:.3g} s" if call.end else "long"
    return (
        Verdict.SPINNING if late < 1 else Verdict.STUCK,
        f"{call}, {delay} after it could have ended",
        "Do not check at intervals: the task that changes the queue wakes the one that waits for it.",
    )
