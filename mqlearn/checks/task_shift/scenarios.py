"""Scenarios with an answer's asynchronous queue: a scripted day, every order of one, a day of waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from mqlearn.checks.orders import right_in_every_order
from mqlearn.checks.task_shift.log import PROGRAM_ERRORS, Act, Shift
from mqlearn.checks.task_shift.rules import ends_on_time, first_come_first_served, judge
from mqlearn.exploration import tasks
from mqlearn.simulation import Deadlock, TooManySteps, run
from mqlearn.verdict import Failed, Verdict, brief, doing, where_is

A_DAY = 86_400.0
IDLE_STEPS = 20
"""A task that waits for a day may cost the event loop this many steps."""
LOOP_STEPS = 50_000
"""A scenario is ended as SPINNING after this many steps of the event loop."""
NO_POLLING = "Do not poll: wait on a future, and let the task that changes the queue wake the waiter."

Look = Callable[..., Any]
Make = Callable[[], Any]


def one_day(
    make: Make,
    script: Sequence[tuple[float, str | Act, Any]],
    *,
    did: str,
    look: Look,
    maxsize: int = 0,
    moments: Mapping[str, float] | Callable[[Shift], Mapping[str, float]] | None = None,
) -> None:
    """Play a scripted day and judge it by every rule, including that waiters are served in turn.

    Args:
        make: Makes the answer's queue.
        script: When, what and who, ordered by time. *What* is the name of a `Shift` method,
            or ``give_up``, or a function of a shift that does several things at one moment.
            *Who* is a name, or for ``put`` and ``put_nowait`` the item.
        did: The scenario in words.
        look: Where to look, see `Failed`.
        maxsize: The queue's bound; 0 for no bound.
        moments: When each person's call has to end, or a function that says so after the day,
            where the answer may decide who is served first.

    Raises:
        Failed: With what went wrong.
    """
    doing(did)

    async def hours() -> None:
        shift = Shift(make(), maxsize)
        working: dict[Any, asyncio.Task[None]] = {}
        for at, call, who in script:
            await asyncio.sleep(at - asyncio.get_running_loop().time())
            if call == "give_up":
                await shift.give_up(who)
            else:
                working[who] = asyncio.create_task(_act(who, call)(shift), name=str(who))
        await shift.close()
        done = [task for task in working.values() if task.done() and not task.cancelled()]
        for error in [task.exception() for task in done]:
            if error is not None:
                raise error
        judge(shift)
        first_come_first_served(shift, "get")
        first_come_first_served(shift, "put")
        ends_on_time(shift, moments(shift) if callable(moments) else moments or {})

    try:
        run(hours(), max_steps=LOOP_STEPS)
    except TooManySteps:
        raise _spinning(did, look) from None
    except Deadlock as error:
        raise Failed(
            Verdict.STUCK,
            did=f"{did}; at closing time the manager waited for one second and was cancelled",
            saw=str(error),
            rule="A cancelled call gives up: let the CancelledError reach the caller.",
            look=look,
        ) from None
    except Failed as failed:
        failed.outcome.did, failed.outcome.look = did, failed.outcome.look or where_is(look)
        raise


def in_every_order(
    make: Make,
    who: Mapping[str, str | Act],
    *,
    did: str,
    rule: str,
    look: Look,
    maxsize: int = 0,
    cancel: Collection[str] = (),
    late: int = 1,
    schedules: int = 2_000,
) -> None:
    """Start the tasks in every order, cancel some of them at every step, and judge each run.

    Args:
        make: Makes the answer's queue.
        who: Names, and what each one does: the name of a `Shift` method, or a function of a shift.
            A task that puts puts an item of its own name.
        did: The scenario in words.
        rule: The rule that is broken when a run does not come to its end.
        look: Where to look, see `Failed`.
        maxsize: The queue's bound; 0 for no bound.
        cancel: The names of the tasks to cancel, at each step.
        late: As for `tasks`.
        schedules: As for `tasks`.

    Raises:
        Failed: With the simplest order in which something goes wrong.
    """
    doing(did)
    functions: dict[str, Act] = {name: _act(name, what) for name, what in who.items()}
    report = tasks(
        lambda: Shift(make(), maxsize),
        {**functions, "closing time": Shift.close},
        then=lambda shift, _: judge(shift),
        cancel=cancel,
        may_wait=list(who),
        late=late,
        schedules=schedules,
    )
    try:
        right_in_every_order(report, did=did, rule=rule, look=look)
    except Failed as failed:  # the manager always waits for closing time
        lines = failed.outcome.saw.splitlines()
        failed.outcome.saw = "\n".join(line for line in lines if not line.startswith("  closing time: "))
        raise


def _act(name: Any, what: str | Act) -> Act:
    """Return what a person does in a shift, as a function of the shift."""
    return what if callable(what) else lambda shift: getattr(shift, what)(name)


def waits_without_looking(
    make: Make,
    call: Callable[[Any], Any],
    *,
    did: str,
    look: Look,
    too_early: Verdict = Verdict.WRONG,
) -> None:
    """Check that a task that waits for a day costs the event loop no steps.

    Args:
        make: Makes the answer's queue, in a state in which the call has to wait.
        call: Makes what is awaited.
        did: The scenario in words.
        look: Where to look, see `Failed`.
        too_early: The verdict if the call returns at once.

    Raises:
        Failed: SPINNING; WRONG when it raises instead of waiting.
    """
    doing(did)

    async def a_day() -> tuple[int, bool, asyncio.Task[Any]]:
        loop: Any = asyncio.get_running_loop()
        waiter = asyncio.create_task(awaiting(call, make()), name="waiter")
        await asyncio.sleep(1)
        before = loop.steps
        if not waiter.done():
            await asyncio.sleep(A_DAY)
        return loop.steps - before, not waiter.done(), waiter

    try:
        steps, waited, waiter = run(a_day(), max_steps=LOOP_STEPS)
    except TooManySteps:
        raise _spinning(did, look) from None
    if not waited:
        verdict, saw = too_early, "it returned at once"
        if waiter.cancelled() or (error := waiter.exception()) is not None:
            if not waiter.cancelled() and isinstance(error, PROGRAM_ERRORS):
                raise error
            verdict = Verdict.WRONG
            saw = "it was cancelled" if waiter.cancelled() else f"it raised {type(error).__name__}"
        elif waiter.result() is not None:
            saw += f": {brief(waiter.result())} came back"
        raise Failed(
            verdict,
            did=did,
            saw=saw,
            expected="it waits until the queue changes",
            rule="A call that cannot finish yet waits, because its caller made no mistake.",
            look=look,
        )
    if steps > IDLE_STEPS:
        raise Failed(
            Verdict.SPINNING,
            did=did,
            saw=f"nothing happened all day, and the event loop ran {steps:,} steps",
            expected=f"a handful, at most {IDLE_STEPS}",
            rule=NO_POLLING,
            look=look,
        )


async def awaiting(call: Callable[[Any], Any], queue: Any) -> Any:
    """Await the call: the body of a task, because ``get`` may return a future as well as a coroutine."""
    return await call(queue)


def _spinning(did: str, look: Look) -> Failed:
    saw = f"after {LOOP_STEPS:,} steps of the event loop it was still busy"
    return Failed(Verdict.SPINNING, did=did, saw=saw, rule=NO_POLLING, look=look)
