"""A shift in a kitchen: tasks that share an answer's asynchronous queue, judged by the log of their calls.

Nothing here looks inside a queue. Every call of ``put`` and ``get`` is written
down when it begins and when it ends, and at closing time somebody takes out
what is left. Who was served what, who still waits, and what is gone, follows
from that log, however the queue is built.
"""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections import deque
from collections.abc import Callable, Collection, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count, permutations
from typing import Any, NoReturn

from mqlearn.checks.orders import right_in_every_order
from mqlearn.exploration import tasks
from mqlearn.simulation import BlockingCall, Deadlock, TooManySteps, Trace, run
from mqlearn.verdict import Failed, Verdict, brief, doing, where_is

LAST_ORDER = 60.0
"""When closing time comes, in virtual seconds; nothing in a shift takes nearly as long."""
A_DAY = 86_400.0
FEW_STEPS = 20
"""So many steps of the event loop are nothing, for somebody who waited for a day."""
MOST_STEPS = 50_000
GIVE_UP = 200
"""So many give up waiting in a night."""
NO_LOOKING = "Do not look again and again: sleep in a future, and let whoever changes something wake you."
ALLOWED = (("put_nowait", "raised QueueFull"), ("get_nowait", "raised QueueEmpty"))
SWALLOWED = "went on, though it was cancelled"
PROGRAM_ERRORS = (NotImplementedError, AttributeError, NameError, TypeError, BlockingCall, Failed)
"""Something is wrong with the program, not with what it does."""

Look = Callable[..., Any]
Make = Callable[[], Any]
Act = Callable[["Shift"], Coroutine[Any, Any, None]]


@dataclass
class Call:
    """One call of ``put`` or ``get``.

    Attributes:
        who: Whose call it is: somebody's name, or the item of the one who puts it.
        what: ``put``, ``put_nowait``, ``get`` or ``get_nowait``.
        item: What went in or came out.
        began: Its place among all beginnings and ends of calls.
        at: The virtual time at which it began.
        end: How it ended: ``returned``, ``was cancelled``, ``raised ...``; "" while it waits.
        task: The task that made it.
        ended: The place of its end.
        until: The virtual time at which it ended.
        told_to_give_up: Whether its task had been cancelled when it raised something.
    """

    who: str
    what: str
    item: Any
    began: int
    at: float
    task: asyncio.Task[Any]
    end: str = ""
    ended: float = float("inf")
    until: float = float("inf")
    told_to_give_up: bool = False

    def __str__(self) -> str:
        end = self.end or "still waits"
        if self.what.startswith("get"):
            returned = f"returned {brief(self.item)}" if end == "returned" else end
            return f"{self.who}: {self.what}() {returned}"
        return f"{self.what}({brief(self.item)}) {end}"


class Shift:
    """One queue, everybody who uses it, and what came of each call.

    Args:
        queue: The answer's queue.
        maxsize: Its bound; 0 for none.

    Attributes:
        calls: Every call, in the order in which they began.
        trace: The same as events, to be drawn.
        closed: The place of closing time among the calls.
        overfull: The log up to the first moment at which too many items lay there.
    """

    def __init__(self, queue: Any, maxsize: int = 0) -> None:
        self.queue = queue
        self.maxsize = maxsize
        self.calls: list[Call] = []
        self.trace = Trace()
        self.closed = float("inf")
        self.overfull: list[str] = []
        self._places = count()

    # ----------------------------------------------------------- what one can do

    async def get(self, who: str) -> None:
        """Somebody gets one item."""
        with self._call(who, "get") as call:
            call.item = await self.queue.get()

    async def get_nowait(self, who: str) -> None:
        """Somebody gets one item if there is one at once."""
        with self._call(who, "get_nowait") as call:
            call.item = self.queue.get_nowait()

    async def put(self, item: Any) -> None:
        """Somebody puts one item, and waits while there is no room."""
        with self._call(str(item), "put", item):
            await self.queue.put(item)

    async def put_nowait(self, item: Any) -> None:
        """Somebody puts one item if there is room at once."""
        with self._call(str(item), "put_nowait", item):
            self.queue.put_nowait(item)

    async def give_up(self, *names: str) -> None:
        """Cancel whoever of these is in the middle of a call."""
        for call in self.calls:
            if call.who in names and not call.end:
                call.task.cancel()

    async def close(self) -> None:
        """Wait until all is quiet, note who still waits, and take out what is left."""
        await asyncio.sleep(LAST_ORDER)
        self.closed = next(self._places)
        for _ in range(len(self.calls) + 1):  # more cannot be in it
            try:
                async with asyncio.timeout(1):
                    await self.get("the manager")
            except TimeoutError:
                return

    @contextmanager
    def _call(self, who: str, what: str, item: Any = None) -> Iterator[Call]:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        call = Call(who, what, item, next(self._places), loop.time(), task)
        self.calls.append(call)
        self.trace.add(who, "comes", "" if item is None else item)
        try:
            yield call
        except PROGRAM_ERRORS:
            raise
        except asyncio.CancelledError:
            call.end = "was cancelled"
            raise
        except Exception as error:
            call.end, call.told_to_give_up = f"raised {type(error).__name__}", bool(task.cancelling())
        else:
            call.end = SWALLOWED if task.cancelling() else "returned"
        finally:
            call.ended, call.until = next(self._places), loop.time()
            if call.end == "returned":
                self.trace.add(who, what.removesuffix("_nowait"), call.item)
            elif call.end:
                self.trace.add(who, call.end, item or "")
            self._look_at_the_bound()

    def _look_at_the_bound(self) -> None:
        """Note when more lie in the queue than there is room for.

        An item that was handed to somebody who still waits in ``get`` is on its way, and lies there no more.
        """
        waits = len(self.of("put")) - len(self.of("get"))
        on_their_way = sum(c.what == "get" and not c.end for c in self.calls)
        if 0 < self.maxsize < waits - on_their_way and not self.overfull:
            self.overfull = [*self.log(), f"{waits} orders lie there, and there is room for {self.maxsize}"]

    # ------------------------------------------------------------- what came of it

    def of(self, what: str, end: str = "returned") -> list[Call]:
        """The calls that ended so, in the order of their ends."""
        return sorted(
            (c for c in self.calls if c.what.startswith(what) and c.end == end), key=lambda c: c.ended
        )

    def waiting(self, what: str) -> list[Call]:
        """The calls that still waited at closing time."""
        return [c for c in self.calls if c.what == what and c.began < self.closed < c.ended]

    def log(self) -> list[str]:
        """What came of each call, in the order of their ends; those that wait come last."""
        told = [c for c in self.calls if c.began < self.closed or c.end == "returned"]
        return [str(c) for c in sorted(told, key=lambda c: c.ended)]

    def judge(self) -> None:
        """Raise the finding that says most, if there is one.

        Raises:
            Failed: WRONG, UNBOUNDED, RACE, DUPLICATED, STUCK, LOST or REORDERED.
        """
        self._whoever_is_cancelled_ends()
        self._never_too_many()
        self._nothing_was_raised()
        self._nothing_came_twice()
        self._nobody_waits_in_vain()
        self._nothing_is_lost()
        self._first_in_first_out()

    def _fail(self, verdict: Verdict, saw: str, rule: str) -> NoReturn:
        raise Failed(verdict, did="", saw=[*self.log(), saw], rule=rule, trace=self.trace)

    def _whoever_is_cancelled_ends(self) -> None:
        for call in self.calls:
            if call.end == SWALLOWED:
                self._fail(
                    Verdict.WRONG,
                    f"{call.who} was told to give up",
                    "A cancellation must go on to the caller: clean up, and then `raise`.",
                )

    def _never_too_many(self) -> None:
        if self.overfull:
            raise Failed(
                Verdict.UNBOUNDED,
                did="",
                saw=self.overfull,
                rule="A wake-up says that there was room. Look again: somebody may have been quicker.",
                trace=self.trace,
            )

    def _nothing_was_raised(self) -> None:
        for call in self.calls:
            if call.end.startswith("raised") and (call.what, call.end) not in ALLOWED:
                if call.told_to_give_up and call.end != "raised InvalidStateError":
                    self._fail(
                        Verdict.WRONG,
                        f"{call}, and {call.who} had been told to give up",
                        "A cancellation must go on to the caller as it is: clean up, and then `raise`.",
                    )
                rule = (
                    "Between a wake-up and the moment when the woken one runs, others may come. Look again."
                )
                if call.end == "raised InvalidStateError":
                    rule = "A future that is done cannot be filled in again: skip whoever has left the line."
                self._fail(Verdict.RACE, f"{call}, and nobody did anything wrong", rule)

    def _nothing_came_twice(self) -> None:
        out = [c.item for c in self.of("get")]
        put = {c.item: c for c in self.calls if c.what.startswith("put")}
        for item in out:
            if item not in put:
                self._fail(
                    Verdict.WRONG,
                    f"get() returned {brief(item)}, which nobody ever put",
                    "get() returns the item that has waited longest, and waits as long as there is none.",
                )
            if out.count(item) > 1:
                self._fail(
                    Verdict.DUPLICATED,
                    f"{item} came out {out.count(item)} times",
                    "One put, one get: whoever takes an item takes it away.",
                )
            if put[item].end == "was cancelled":
                self._fail(
                    Verdict.DUPLICATED,
                    f"put({item!r}) was cancelled, and {item} came out all the same",
                    "A put that was cancelled has not happened. Whoever was cancelled may try again, "
                    "and then it comes out twice.",
                )

    def _nobody_waits_in_vain(self) -> None:
        there = [c.item for c in self.of("put") if c.ended < self.closed]
        left = [c.item for c in self.of("get") if c.began > self.closed and c.item in there]
        hungry = [c.who for c in self.waiting("get")]
        if hungry and left:
            self._fail(
                Verdict.STUCK,
                f"{' and '.join(hungry)} still waits, and {' and '.join(left)} lies there to be taken",
                "Each order that comes must wake somebody who waits, and a wake-up must never get lost.",
            )
        turned = self.waiting("put")
        room = self.maxsize - len(left) if self.maxsize > 0 else len(turned)
        if turned and room > 0:
            self._fail(
                Verdict.STUCK,
                f"put({turned[0].item!r}) still waited at closing time, and there was room for {room}",
                "Each place that gets free must wake somebody who waits, and a wake-up must never get lost.",
            )

    def _nothing_is_lost(self) -> None:
        out = [c.item for c in self.of("get")]
        for call in self.of("put"):
            if call.item not in out:
                self._fail(
                    Verdict.LOST,
                    f"{call.item} was accepted, and nobody could ever get it",
                    "An item leaves the queue only when its getter runs, and goes on with it.",
                )

    def _first_in_first_out(self) -> None:
        put = {c.item: c for c in self.of("put")}
        for earlier, later in permutations(self.of("get"), 2):
            if put[earlier.item].ended < put[later.item].began and later.ended < earlier.began:
                self._fail(
                    Verdict.REORDERED,
                    f"{later.item} came out before {earlier.item}, which had been there first",
                    "First in, first out: get() returns the item that has waited longest.",
                )

    def first_come_first_served(self, what: str) -> None:
        """Raise UNFAIR unless those who waited went on in the order in which they had begun to wait."""
        served = [c for c in self.of(what) if c.until > c.at]
        came = sorted(served, key=lambda c: c.began)
        if served != came:
            names = [", ".join(c.who for c in calls) for calls in (came, served)]
            self._fail(
                Verdict.UNFAIR,
                f"they came as {names[0]}, and went on as {names[1]}",
                "Join the line at one end, wake at the other; and wake nobody for nothing: "
                "whoever looks and finds nothing stands in line again, behind all others.",
            )

    def goes_on(self, moments: Mapping[str, float]) -> None:
        """Raise unless each of these went on at their moment: when there was an item, or room."""
        for call in self.calls:
            late = call.until - moments.get(call.who, call.until)
            if late < 0 and call.what == "put":
                self._fail(
                    Verdict.UNBOUNDED,
                    f"{call} at {call.until:g} s, and there was room only at {moments[call.who]:g} s",
                    "While the queue is full, put() waits: the bound holds for whoever waits, too.",
                )
            if late < 0:
                self._fail(
                    Verdict.WRONG,
                    f"{call} at {call.until:g} s, {-late:.3g} s before there was a reason to",
                    "Whoever waits goes on when somebody changes something, or when they give up.",
                )
            if late > 0:
                self._fail(
                    Verdict.SPINNING if late < 1 else Verdict.STUCK,
                    f"{call}, {f'{late:.3g} s' if call.end else 'long'} after it could go on",
                    "Do not look every so often: whoever changes something wakes the one who waits for it.",
                )


# ------------------------------------------------------------------- the checks


def one_day(
    make: Make,
    script: Sequence[tuple[float, str | Act, Any]],
    *,
    did: str,
    look: Look,
    maxsize: int = 0,
    moments: Mapping[str, float] | Callable[[Shift], Mapping[str, float]] | None = None,
) -> None:
    """Run one day as it is written down, and judge it, also whether those who waited were served in turn.

    Args:
        make: Makes the answer's queue.
        script: When, what and who; in the order of the moments. What is a method of `Shift`, by its name,
            or ``give_up``, or a function of a shift that may do several things in one moment.
            Who is a name, or for ``put`` and ``put_nowait`` the item.
        did: The scenario in words.
        look: Where to look, see `Failed`.
        maxsize: The queue's bound; 0 for none.
        moments: When somebody's call has to end, or what says so after the day: where who was quicker
            is up to the answer.

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
        shift.judge()
        shift.first_come_first_served("get")
        shift.first_come_first_served("put")
        shift.goes_on(moments(shift) if callable(moments) else moments or {})

    try:
        run(hours(), max_steps=MOST_STEPS)
    except TooManySteps:
        raise _spinning(did, look) from None
    except Deadlock as error:
        raise Failed(
            Verdict.STUCK,
            did=f"{did}; at closing time the manager waited for one second, and was cancelled",
            saw=str(error),
            rule="Whoever is cancelled gives up: the CancelledError goes on to the caller.",
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
    """Let everybody begin in every order, cancel some at every step, and judge each run.

    Args:
        make: Makes the answer's queue.
        who: Names, and what each one does: a method of `Shift`, by its name, or a function of a shift.
            Whoever puts puts an item of their own name.
        did: The scenario in words.
        rule: The rule that is broken when a run does not even come to its end.
        look: Where to look, see `Failed`.
        maxsize: The queue's bound; 0 for none.
        cancel: Who gives up, at each step.
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
        then=lambda shift, _: shift.judge(),
        cancel=cancel,
        may_wait=list(who),
        late=late,
        schedules=schedules,
    )
    try:
        right_in_every_order(report, did=did, rule=rule, look=look)
    except Failed as failed:  # that the manager waits for closing time is no news
        lines = failed.outcome.saw.splitlines()
        failed.outcome.saw = "\n".join(line for line in lines if not line.startswith("  closing time: "))
        raise


def _act(name: Any, what: str | Act) -> Act:
    """What somebody does in a shift."""
    return what if callable(what) else lambda shift: getattr(shift, what)(name)


def waits_without_looking(
    make: Make,
    call: Callable[[Any], Any],
    *,
    did: str,
    look: Look,
    too_early: Verdict = Verdict.WRONG,
) -> None:
    """Whoever waits for a day costs the loop no steps.

    Args:
        make: Makes the answer's queue, in the state in which one has to wait.
        call: Makes what is awaited.
        did: The scenario in words.
        look: Where to look, see `Failed`.
        too_early: What it earns when it returns at once.

    Raises:
        Failed: SPINNING; WRONG when it raises instead of waiting.
    """
    doing(did)

    async def a_day() -> tuple[int, bool, asyncio.Task[Any]]:
        loop: Any = asyncio.get_running_loop()
        waiter = asyncio.create_task(_wait_for(call, make()), name="the one who waits")
        await asyncio.sleep(1)
        before = loop.steps
        if not waiter.done():
            await asyncio.sleep(A_DAY)
        return loop.steps - before, not waiter.done(), waiter

    try:
        steps, waited, waiter = run(a_day(), max_steps=MOST_STEPS)
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
            expected="it waits until somebody changes something",
            rule="It cannot go on yet, and nobody made a mistake. So it waits.",
            look=look,
        )
    if steps > FEW_STEPS:
        raise Failed(
            Verdict.SPINNING,
            did=did,
            saw=f"nothing happened all day, and the event loop ran {steps:,} steps",
            expected=f"a handful, at most {FEW_STEPS}",
            rule=NO_LOOKING,
            look=look,
        )


async def _wait_for(call: Callable[[Any], Any], queue: Any) -> Any:
    """A task's body: ``get`` may return a future as well as a coroutine."""
    return await call(queue)


def forgets_who_gave_up(make: Make, call: Callable[[Any], Any], *, did: str, look: Look) -> None:
    """Whoever gives up leaves nothing behind.

    Args:
        make: Makes the answer's queue, in the state in which one has to wait.
        call: Makes the coroutine that waits.
        did: The scenario in words.
        look: Where to look, see `Failed`.

    Raises:
        Failed: LEAKED.
    """
    doing(did)

    async def night() -> int:
        queue = make()
        stays = asyncio.create_task(_wait_for(call, queue))
        before = _futures()
        for _ in range(GIVE_UP):
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await call(queue)
        kept = _futures() - before
        stays.cancel()
        return kept

    kept = run(night(), max_steps=MOST_STEPS)
    if kept > FEW_STEPS:
        raise Failed(
            Verdict.LEAKED,
            did=did,
            saw=f"{kept} futures more than before are still in memory, and nobody waits for them any more",
            expected="none of them is kept",
            rule="Whoever gives up leaves the line: nobody will ever come to wake them.",
            look=look,
        )


def forgets_who_was_served(make: Make, *, put: str, did: str, look: Look, maxsize: int = 0) -> None:
    """Whoever waited and was served leaves nothing behind: no future in the line, and no item.

    Args:
        make: Makes the answer's queue.
        put: The name of the method that puts.
        did: The scenario in words.
        look: Where to look, see `Failed`.
        maxsize: The queue's bound; with one, people also wait for room.

    Raises:
        Failed: LEAKED.
    """
    doing(did)

    async def once(queue: Any, items: list[_Item]) -> None:
        cook = asyncio.create_task(_wait_for(lambda queue: queue.get(), queue))
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
        for _ in range(GIVE_UP):
            items = [_Item() for _ in range(maxsize + 2 if maxsize else 1)]
            ever += map(weakref.ref, items)
            await once(queue, items)
            del items
        kept = _futures() - before
        return kept, sum(item() is not None for item in ever)

    kept, items = run(night(), max_steps=MOST_STEPS)
    for number, what in ((kept, "futures"), (items, "items")):
        if number > FEW_STEPS:
            raise Failed(
                Verdict.LEAKED,
                did=did,
                saw=f"{number} {what} more than before are still in memory, and nobody needs them any more",
                expected="none of them is kept",
                rule="Whoever is woken leaves the line, and what is taken out is kept nowhere: "
                "otherwise the queue grows as long as the program runs.",
                look=look,
            )


class _Item:
    """Something to put, of which one can see whether it is still in memory."""


def knows_only_itself(make: Make, *, put: str, did: str, look: Look) -> None:
    """Two queues share neither items nor those who wait.

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
            asyncio.create_task(_wait_for(lambda queue: queue.get(), queue)) for queue in (bar, kitchen)
        )
        await asyncio.sleep(1)
        came = []
        for queue, item, who in ((kitchen, "soup", cook), (bar, "tea", barman), (bar, "juice", None)):
            if (ready := getattr(queue, put)(item)) is not None:
                await ready
            await asyncio.sleep(1)
            who = who or asyncio.create_task(_wait_for(lambda queue: queue.get(), kitchen))
            await asyncio.sleep(1)
            came.append(_came_of(who))
        return came

    got = run(day(), max_steps=MOST_STEPS)
    if got != ["soup", "tea", "nothing"]:
        raise Failed(
            Verdict.WRONG,
            did=did,
            saw=f"the cook had got {got[0]}, the barman {got[1]}, and the next cook {got[2]}",
            expected="soup, tea, and nothing, because nothing more was put into the kitchen's queue",
            rule="What a queue holds, and who waits at it, is its own: made in __init__, not in the class.",
            look=look,
        )


def _came_of(task: asyncio.Task[Any]) -> str:
    """What came of a task, in words."""
    if not task.done():
        return "nothing"
    if task.cancelled() or (error := task.exception()) is None:
        return "cancelled" if task.cancelled() else str(task.result())
    if isinstance(error, PROGRAM_ERRORS):
        raise error
    return type(error).__name__


def _futures() -> int:
    """How many futures are in memory."""
    gc.collect()
    return sum(isinstance(thing, asyncio.Future) for thing in gc.get_objects())


def _spinning(did: str, look: Look) -> Failed:
    saw = f"after {MOST_STEPS:,} steps of the event loop it was still looking"
    return Failed(Verdict.SPINNING, did=did, saw=saw, rule=NO_LOOKING, look=look)


def is_built_here(make: Make) -> None:
    """Raise if the answer's queue is, or holds, a queue that somebody else wrote.

    Args:
        make: Makes the answer's queue. It is looked at while somebody waits in ``get``.

    Raises:
        Failed: WRONG.
    """

    async def looked_at() -> tuple[Any, dict[str, Any]]:
        queue = make()
        asyncio.create_task(_wait_for(lambda queue: queue.get(), queue))  # noqa: RUF006
        await asyncio.sleep(1)
        held = {**vars(type(queue)), **getattr(queue, "__dict__", {})}
        for name, value in [*held.items()]:
            if isinstance(value, dict):
                value = [*value, *value.values()]
            if isinstance(value, list | tuple | set | frozenset | deque):
                held |= {f"{name}[{place}]": inner for place, inner in enumerate(value)}
        return queue, held

    queue, held = run(looked_at(), max_steps=MOST_STEPS)
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
                rule="The exercise is to build one, from things that are no queue yet.",
                look=type(queue),
            )
