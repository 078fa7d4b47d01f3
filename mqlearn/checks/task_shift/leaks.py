"""Check that a queue lets go of waiters and items, and that it is not made of other queues."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from mqlearn.checks.task_shift.log import PROGRAM_ERRORS
from mqlearn.checks.task_shift.scenarios import LOOP_STEPS, Look, Make, awaiting
from mqlearn.simulation import run
from mqlearn.verdict import Failed, Verdict, doing

ROUNDS = 200
"""How often a caller waits in one night. A leak shows as about this many objects."""
MOST_KEPT = 20
"""A queue may keep this many futures or items, for reasons of its own."""


def forgets_who_gave_up(make: Make, call: Callable[[Any], Any], *, did: str, look: Look) -> None:
    """Check that a waiter that gives up leaves nothing behind.

    Args:
        make: Makes the answer's queue, in a state in which the call has to wait.
        call: Makes the coroutine that waits.
        did: The scenario in words.
        look: Where to look, see `Failed`.

    Raises:
        Failed: LEAKED.
    """
    doing(did)

    async def night() -> int:
        queue = make()
        stays = asyncio.create_task(awaiting(call, queue))
        before = _futures()
        for _ in range(ROUNDS):
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await call(queue)
        kept = _futures() - before
        stays.cancel()
        return kept

    kept = run(night(), max_steps=LOOP_STEPS)
    if kept > MOST_KEPT:
        raise Failed(
            Verdict.LEAKED,
            did=did,
            saw=f"{kept} more futures than before are still in memory, and no task waits for them",
            expected="none of them is kept",
            rule="A waiter that gives up must leave the line, because no wake-up is meant for it any more.",
            look=look,
        )


def forgets_who_was_served(make: Make, *, put: str, did: str, look: Look, maxsize: int = 0) -> None:
    """Check that a waiter that was served leaves nothing behind: no future in the line, and no item.

    Args:
        make: Makes the answer's queue.
        put: The name of the method that puts.
        did: The scenario in words.
        look: Where to look, see `Failed`.
        maxsize: The queue's bound; with a bound, puts wait for room, too.

    Raises:
        Failed: LEAKED.
    """
    doing(did)

    async def once(queue: Any, items: list[_Item]) -> None:
        cook = asyncio.create_task(awaiting(lambda queue: queue.get(), queue))
        await asyncio.sleep(1)
        if (ready := getattr(queue, put)(items.pop())) is not None:
            await ready
        await cook
        if maxsize:
            for _ in range(maxsize):
                await queue.put(items.pop())
            waiter = asyncio.create_task(queue.put(items.pop()))
            await asyncio.sleep(1)
            for _ in range(maxsize + 1):
                await queue.get()
            await waiter

    async def night() -> tuple[int, int]:
        queue, before = make(), _futures()
        ever: list[weakref.ref[_Item]] = []
        for _ in range(ROUNDS):
            items = [_Item() for _ in range(maxsize + 2 if maxsize else 1)]
            ever += map(weakref.ref, items)
            await once(queue, items)
            del items
        kept = _futures() - before
        return kept, sum(item() is not None for item in ever)

    kept, items = run(night(), max_steps=LOOP_STEPS)
    for number, what in ((kept, "futures"), (items, "items")):
        if number > MOST_KEPT:
            raise Failed(
                Verdict.LEAKED,
                did=did,
                saw=f"{number} more {what} than before are still in memory, and no task needs them",
                expected="none of them is kept",
                rule="A waiter that is woken leaves the line, and an item that is taken out is kept nowhere. "
                "Otherwise the queue grows as long as the program runs.",
                look=look,
            )


class _Item:
    """An item that a weak reference can follow."""


def knows_only_itself(make: Make, *, put: str, did: str, look: Look) -> None:
    """Check that two queues share neither items nor waiters.

    Args:
        make: Makes the answer's queue.
        put: The name of the method that puts.
        did: The scenario in words.
        look: Where to look, see `Failed`.

    Raises:
        Failed: WRONG.
    """
    doing(did)

    async def day() -> list[str]:
        bar, kitchen = make(), make()
        barman, cook = (
            asyncio.create_task(awaiting(lambda queue: queue.get(), queue)) for queue in (bar, kitchen)
        )
        await asyncio.sleep(1)
        came = []
        for queue, item, who in ((kitchen, "soup", cook), (bar, "tea", barman), (bar, "juice", None)):
            if (ready := getattr(queue, put)(item)) is not None:
                await ready
            await asyncio.sleep(1)
            who = who or asyncio.create_task(awaiting(lambda queue: queue.get(), kitchen))
            await asyncio.sleep(1)
            came.append(_came_of(who))
        return came

    got = run(day(), max_steps=LOOP_STEPS)
    if got != ["soup", "tea", "nothing"]:
        raise Failed(
            Verdict.WRONG,
            did=did,
            saw=f"the cook had got {got[0]}, the barman {got[1]}, and the next cook {got[2]}",
            expected="soup, tea, and nothing, because nothing more was put into the kitchen's queue",
            rule="A queue's items and waiters are its own: make them in __init__, not in the class.",
            look=look,
        )


def _came_of(task: asyncio.Task[Any]) -> str:
    """Say in words what came of a task."""
    if not task.done():
        return "nothing"
    if task.cancelled() or (error := task.exception()) is None:
        return "cancelled" if task.cancelled() else str(task.result())
    if isinstance(error, PROGRAM_ERRORS):
        raise error
    return type(error).__name__


def _futures() -> int:
    """Count the futures in memory."""
    gc.collect()
    return sum(isinstance(thing, asyncio.Future) for thing in gc.get_objects())


def is_built_here(make: Make) -> None:
    """Raise if the answer's queue is, or holds, a ready-made queue.

    Args:
        make: Makes the answer's queue. It is inspected while a task waits in ``get``.

    Raises:
        Failed: WRONG.
    """

    async def looked_at() -> tuple[Any, dict[str, Any]]:
        queue = make()
        asyncio.create_task(awaiting(lambda queue: queue.get(), queue))  # noqa: RUF006
        await asyncio.sleep(1)
        held = {**vars(type(queue)), **getattr(queue, "__dict__", {})}
        for name, value in [*held.items()]:
            if isinstance(value, dict):
                value = [*value, *value.values()]
            if isinstance(value, list | tuple | set | frozenset | deque):
                held |= {f"{name}[{place}]": inner for place, inner in enumerate(value)}
        return queue, held

    queue, held = run(looked_at(), max_steps=LOOP_STEPS)
    for name, value in {"": queue, **held}.items():
        is_ready = (
            isinstance(value, asyncio.Queue) if not name else hasattr(value, "put") and hasattr(value, "get")
        )
        if is_ready:
            kind = f"{type(value).__module__}.{type(value).__name__}"
            raise Failed(
                Verdict.WRONG,
                did="looked at what your queue is made of",
                saw=f"self.{name} is a {kind}: a queue in a queue" if name else "it is an asyncio.Queue",
                rule="The exercise is to build a queue from parts that are not queues.",
                look=type(queue),
            )
