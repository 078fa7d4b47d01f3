"""What tasks do with an `AsyncQueue`: every start order, and each task cancelled after every step.

Every call returns what came of it: the item, the name of the exception, or "done".
"""

import asyncio
from asyncio import sleep
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from mqlearn.exploration import CANCELLED, WAITING, tasks

DONE = "done"


async def outcome(coroutine):
    """What comes of it. A cancellation goes its way."""
    try:
        result = await coroutine
    except Exception as error:
        return type(error).__name__
    return DONE if result is None else result


def get(*, wait=0):
    async def run(queue):
        if wait:
            await sleep(wait)
        return await outcome(queue.get())

    return run


def put(item, *, wait=0):
    async def run(queue):
        if wait:
            await sleep(wait)
        return await outcome(queue.put(item))

    return run


def shut(immediate=False):
    async def run(queue):
        queue.shutdown(immediate)

    return run


async def work(queue):
    item = await outcome(queue.get())
    if item != "QueueShutDown":
        queue.task_done()
    return item


async def join(queue):
    await queue.join()
    return queue._unfinished, queue.qsize()


@dataclass
class Scenario:
    """Tasks that share one queue.

    Attributes:
        functions: What each task does.
        then: Asserts what must have come of it.
        room: The bound of the queue.
        before: What waits in the queue when the tasks begin.
        cancel: Whether each task is cancelled, after every step in turn.
        may_wait: Whether tasks may be left waiting; ``then`` judges it.
    """

    functions: dict[str, Callable[[Any], Coroutine[Any, Any, Any]]]
    then: Callable[[Any, dict[str, Any]], Any]
    room: int = 0
    before: tuple[str, ...] = ()
    cancel: bool = True
    may_wait: bool = False

    def explore(self, kind, schedules=20_000):
        """Every start order with a late start (two, when nobody is cancelled), and every cancellation."""

        def setup():
            queue = kind(self.room)
            for item in self.before:
                queue.put_nowait(item)
            return queue

        return tasks(
            setup,
            self.functions,
            then=self.then,
            always=never_too_many,
            cancel=tuple(self.functions) if self.cancel else (),
            may_wait=tuple(self.functions) if self.may_wait else (),
            late=1 if self.cancel else 2,
            schedules=schedules,
        )


# ----------------------------------------------------------------------- checks


def never_too_many(queue):
    items = len(queue._items)
    assert not 0 < queue.maxsize < items, f"{items} items wait where {queue.maxsize} may"


def nothing_is_lost(before=()):
    """What went in came out or is left, each once; and nobody waits for what is there."""

    def then(queue, results):
        out = [what for name, what in results.items() if name.startswith("cook") and isinstance(what, str)]
        put_in = [*before, *(name.split()[1] for name, what in results.items() if what == DONE)]
        left = list(queue._items)
        assert sorted(out + left) == sorted(put_in), f"went in {put_in}, came out {out}, left {left}"
        assert queue._unfinished == len(put_in), f"{queue._unfinished} unfinished"
        quiet(queue, results)

    return then


def quiet(queue, results):
    """Nobody waits for what is there, and the lines hold exactly those who wait."""
    waiting = [name for name, what in results.items() if what is WAITING]
    cooks = [name for name in waiting if name.startswith("cook")]
    waiters = [name for name in waiting if name.startswith("order")]
    assert not (cooks and queue._items), f"{cooks} waits, and {list(queue._items)} is there"
    assert not (waiters and not queue.full()), f"{waiters} waits, and there is room"
    assert len(queue._getters) == len(cooks)
    assert len(queue._putters) == len(waiters)


def everybody_was_told(queue, results):
    """Closed: whoever was not cancelled saw it, and nothing was put."""
    seen = {what for name, what in results.items() if name != "boss" and what is not CANCELLED}
    if results["boss"] is not CANCELLED:
        assert seen <= {"QueueShutDown"}, f"{results}"
    assert not queue._getters or results["boss"] is CANCELLED


def closed_before(queue, results):
    """Nothing can be lost between putting and closing."""
    out = [what for name, what in results.items() if name.startswith("cook") and what in ("soup", "bread")]
    left = list(queue._items)
    accepted = ["bread"] + ["soup"] * (results["order soup"] == DONE)
    assert sorted(out + left) == sorted(accepted), f"{results}, left {left}"
    assert queue._unfinished == len(accepted)
    if results["boss"] is not CANCELLED:
        assert WAITING not in results.values(), f"{results}"
        cooks = [name for name in results if name.startswith("cook")]
        refused = [name for name in cooks if results[name] == "QueueShutDown"]
        assert not (left and refused), f"{refused} saw that it is closed, and {left} is left"


def closed_at_once(queue, results):
    if results["boss"] is CANCELLED:
        return
    assert WAITING not in results.values(), f"{results}"
    assert not queue._items, f"left {list(queue._items)}"
    out = [what for name, what in results.items() if name.startswith("cook") and what in ("soup", "bread")]
    assert queue._unfinished == len(out), f"{queue._unfinished} unfinished, {len(out)} in hand"


def joined(queue, results):
    """Whoever joined saw that nothing was unfinished, and nobody joins on when nothing is."""
    seen = {what for name, what in results.items() if name.startswith("boss")}
    assert seen <= {(0, 0), None, CANCELLED, WAITING}, (
        f"join() returned, and (unfinished, waiting) was {seen}"
    )
    if not queue._unfinished:
        assert WAITING not in seen, f"{results}: nothing is unfinished"


def exactly(*, left=(), unfinished=None, **expected):
    def then(queue, results):
        for name, what in expected.items():
            assert results[name] == what, f"{name} saw {results[name]}, wanted {what}"
        assert list(queue._items) == list(left), f"left are {list(queue._items)}"
        assert unfinished is None or queue._unfinished == unfinished, f"{queue._unfinished} unfinished"

    return then


# ----------------------------------------------------------- tasks that take turns


async def puts_two_later(queue):
    await sleep(5)
    queue.put_nowait("soup")
    await sleep(1)
    queue.put_nowait("pie")


async def puts_two_at_once(queue):
    await sleep(5)
    queue.put_nowait("soup")
    queue.put_nowait("pie")


async def puts_and_takes_back(queue):
    """Wakes the first in line, and is faster; then puts another one."""
    await sleep(5)
    queue.put_nowait("bread")
    queue.get_nowait()
    await sleep(1)
    queue.put_nowait("soup")


async def gets_three_slowly(queue):
    await sleep(5)
    out = []
    for _ in range(3):
        out.append(queue.get_nowait())
        await sleep(1)
    return out


async def gets_and_puts_back(queue):
    """Makes room, which wakes the first in line, and is faster."""
    await sleep(5)
    out = [queue.get_nowait()]
    queue.put_nowait("cake")
    await sleep(1)
    out += [queue.get_nowait()]
    await sleep(1)
    return [*out, queue.get_nowait()]


async def robs_and_sends_home(queue):
    """Wakes cook 1, takes the item, and sends cook 1 home. It has nothing to pass on."""
    await sleep(5)
    queue.put_nowait("bread")
    queue.get_nowait()
    queue.first.cancel()
    await sleep(1)
    queue.put_nowait("soup")
    await sleep(1)
    queue.put_nowait("pie")


async def may_be_sent_home(queue):
    queue.first = asyncio.ensure_future(queue.get())
    try:
        return await queue.first
    except asyncio.CancelledError:
        return "sent home"


async def finishes_and_puts_more(queue):
    """Nothing is unfinished, for a moment in which no joiner can run."""
    await sleep(5)
    queue.get_nowait()
    queue.task_done()
    queue.put_nowait("pie")
    await sleep(5)
    queue.get_nowait()
    queue.task_done()


async def takes_all_and_closes(queue):
    await sleep(5)
    queue.get_nowait()
    queue.shutdown(immediate=True)
    await sleep(1)
    queue.task_done()


TWO_COOKS = {"cook 1": get(), "cook 2": get()}
SOUP_AND_PIE = {"order soup": put("soup"), "order pie": put("pie")}

SCENARIOS = {
    # ----------------------------------------- contention, with every cancellation
    "two get, one puts": Scenario({**TWO_COOKS, "order soup": put("soup")}, nothing_is_lost(), may_wait=True),
    "two get, two put, room for one": Scenario(
        {**TWO_COOKS, **SOUP_AND_PIE}, nothing_is_lost(), room=1, may_wait=True
    ),
    "one gets, three put, room for one": Scenario(
        {**SOUP_AND_PIE, "order tea": put("tea"), "cook": get()}, nothing_is_lost(), room=1, may_wait=True
    ),
    "three get, one puts": Scenario(
        {**TWO_COOKS, "cook 3": get(), "order soup": put("soup")}, nothing_is_lost(), may_wait=True
    ),
    "two put, one gets, no room": Scenario(
        {**SOUP_AND_PIE, "cook": get()}, nothing_is_lost(["bread"]), room=1, before=("bread",), may_wait=True
    ),
    # -------------------------------------------- who has waited longest is first
    "getters in their order": Scenario(
        {"cook 1": get(), "cook 2": get(wait=1), "waiter": puts_two_later},
        exactly(**{"cook 1": "soup", "cook 2": "pie"}),
        cancel=False,
    ),
    "two are woken in one step": Scenario(
        {"cook 1": get(), "cook 2": get(wait=1), "waiter": puts_two_at_once},
        exactly(**{"cook 1": "soup", "cook 2": "pie"}),
        cancel=False,
    ),
    "putters in their order": Scenario(
        {"order 1": put("soup"), "order 2": put("pie", wait=1), "cook": gets_three_slowly},
        exactly(cook=["bread", "soup", "pie"]),
        room=1,
        before=("bread",),
        cancel=False,
    ),
    "a getter is woken in vain": Scenario(
        {"cook": get(), "waiter": puts_and_takes_back}, exactly(cook="soup", unfinished=2), cancel=False
    ),
    "a putter is woken in vain": Scenario(
        {"order": put("soup"), "cook": gets_and_puts_back},
        exactly(cook=["bread", "cake", "soup"], order=DONE),
        room=1,
        before=("bread",),
        cancel=False,
    ),
    "a getter is woken in vain and sent home": Scenario(
        {
            "cook 1": may_be_sent_home,
            "cook 2": get(wait=1),
            "cook 3": get(wait=2),
            "waiter": robs_and_sends_home,
        },
        exactly(**{"cook 1": "sent home", "cook 2": "soup", "cook 3": "pie"}),
        cancel=False,
    ),
    # -------------------------------------------------------------------- closing
    "closed while two wait to get": Scenario({**TWO_COOKS, "boss": shut()}, everybody_was_told),
    "closed at once while two wait to get": Scenario({**TWO_COOKS, "boss": shut(True)}, everybody_was_told),
    "closed while two wait to put": Scenario(
        {**SOUP_AND_PIE, "boss": shut()}, everybody_was_told, room=1, before=("bread",)
    ),
    "closed at once while two wait to put": Scenario(
        {**SOUP_AND_PIE, "boss": shut(True)}, everybody_was_told, room=1, before=("bread",)
    ),
    "closed while two get and one puts": Scenario(
        {**TWO_COOKS, "order soup": put("soup"), "boss": shut()}, closed_before, room=1, before=("bread",)
    ),
    "closed at once while two get and one puts": Scenario(
        {**TWO_COOKS, "order soup": put("soup"), "boss": shut(True)},
        closed_at_once,
        room=1,
        before=("bread",),
    ),
    "closed with room left": Scenario(
        {"boss": shut(), "order soup": put("soup", wait=1)},
        exactly(**{"order soup": "QueueShutDown"}, left=["bread"]),
        before=("bread",),
        cancel=False,
    ),
    # -------------------------------------------------------------------- joining
    "two work, two join": Scenario(
        {"cook 1": work, "cook 2": work, "boss 1": join, "boss 2": join},
        joined,
        before=("soup", "pie"),
        may_wait=True,
    ),
    "more is put before the joiner runs": Scenario(
        {"cook": finishes_and_puts_more, "boss": join}, joined, before=("soup",), cancel=False
    ),
    "closed at once while two join": Scenario(
        {"boss 1": join, "boss 2": join, "boss": shut(True)}, joined, before=("soup", "pie"), may_wait=True
    ),
    "closed at once with work in hand": Scenario(
        {"cook": takes_all_and_closes, "boss": join}, joined, before=("soup", "pie"), cancel=False
    ),
}
