"""What threads do with a queue, and what must have come of it: each scenario is explored in every order.

A scenario names its threads. Every call returns what came of it: the item, the name
of the exception, or "done". So a check sees all there is to see.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

from mqlearn.exploration import threads

DONE = "done"


# These are written so that they have no switch points of their own: no shared list that results
# are appended to, no method that is passed on. Every such point would multiply the orders.


def try_get(queue, block=True, timeout=None):
    try:
        return queue.get(block, timeout)
    except (Exception, KeyboardInterrupt) as error:
        return type(error).__name__


def try_put(queue, item, block=True, timeout=None):
    try:
        queue.put(item, block, timeout)
    except (Exception, KeyboardInterrupt) as error:
        return type(error).__name__
    return DONE


def finish(queue):
    try:
        queue.task_done()
    except ValueError:
        return "ValueError"
    return DONE


def rest(seconds):
    if seconds:  # a rest of no time would still be one, and let all the others go first
        sleep(seconds)


def get(*, wait=0, times=1, pause=0, block=True, timeout=None):
    """A thread that gets some items; ``wait`` and ``pause`` are seconds before and between them."""

    def one(queue, seconds):
        rest(seconds)
        return try_get(queue, block, timeout)

    return lambda queue: [one(queue, pause if number else wait) for number in range(times)]


def put(*items, wait=0, pause=0, block=True, timeout=None):
    """A thread that puts some items."""

    def one(queue, item, seconds):
        rest(seconds)
        return try_put(queue, item, block, timeout)

    return lambda queue: [one(queue, item, pause if number else wait) for number, item in enumerate(items)]


def work(times=1):
    """A thread that gets items and finishes them."""
    return lambda queue: [(try_get(queue), finish(queue)) for _ in range(times)]


def join(queue):
    queue.join()
    return DONE


def join_and_look(queue):
    """How many are unfinished, and how many wait, when join() has returned."""
    queue.join()
    return queue.unfinished_tasks, queue.qsize()


def shut(*, wait=0, immediate=False):
    def run(queue):
        rest(wait)
        queue.shutdown(immediate)

    return run


def then_close(thread):
    """Closes the queue a second after."""

    def run(queue):
        out = thread(queue)
        rest(1)
        queue.shutdown()
        return out

    return run


def at_what_time(thread):
    """What came of it, and at what time."""
    return lambda queue: [*thread(queue), monotonic()]


class Watched(deque):
    """The items of a queue, with somebody beside it who knows the bound."""

    bound = 0

    def append(self, item):
        super().append(item)
        if 0 < self.bound < len(self):
            raise AssertionError(f"{len(self)} items wait where {self.bound} may")


class Bell:
    """A lock that is held, as a thread has it that waits. Here, threads wait as they always do."""

    def __init__(self):
        self.lock = threading.Lock()
        self.lock.acquire()

    def acquire(self, timeout=-1):
        return self.lock.acquire(timeout=timeout)

    def release(self):
        self.lock.release()


class ImpatientBell(Bell):
    """A time limit may run out at any moment: whoever has one looks once, and then its time is over."""

    clock = 0.0

    def acquire(self, timeout=-1):
        if timeout < 0:
            return self.lock.acquire()
        rung = self.lock.acquire(False)
        if not rung:
            ImpatientBell.clock += timeout
        return rung


class InterruptedBell(Bell):
    """Ctrl-C, just when it is rung."""

    def acquire(self, timeout=-1):
        super().acquire(timeout)
        raise KeyboardInterrupt


class InterruptedEarlyBell(Bell):
    """Ctrl-C, before anybody has rung it."""

    def acquire(self, timeout=-1):
        raise KeyboardInterrupt


class Condition:
    """What ``threading.Condition`` is, with bells that can be chosen."""

    def __init__(self, lock, new_bell=Bell):
        self.lock, self.new_bell, self.line = lock, new_bell, []

    def wait(self, timeout=None):
        bell, rung = self.new_bell(), False
        self.line.append(bell)
        self.lock.release()
        try:
            rung = bell.acquire(timeout=-1 if timeout is None else timeout)
        finally:
            self.lock.acquire()
            if not rung and bell in self.line:
                self.line.remove(bell)
        return rung

    def notify(self):
        if self.line:
            self.line.pop(0).release()

    def notify_all(self):
        while self.line:
            self.notify()


class LastFirstCondition(Condition):
    """Whoever came last is woken first."""

    def notify(self):
        if self.line:
            self.line.pop().release()


@dataclass
class Scenario:
    """Threads that share one queue.

    Attributes:
        functions: What each thread does.
        then: Asserts what must have come of it.
        room: The bound of the queue.
        before: What waits in the queue when the threads begin.
        in_hand: Items that were got before, and are not finished.
        first_bell: The bell of the first thread that waits; all others have ordinary ones.
        bell: The bell of all the others.
    """

    functions: dict[str, Callable[[Any], Any]]
    then: Callable[[Any, dict[str, Any]], Any]
    room: int = 0
    before: tuple[str, ...] = ()
    in_hand: int = 0
    first_bell: type[Bell] | None = None
    bell: type[Bell] | None = None

    def explore(self, kind, preemptions=2, schedules=20_000):
        """Every order of this scenario, up to so many forced switches."""
        module = kind.put.__globals__
        new_bell = module.get("_new_bell")
        clocks = module["time_left"].__globals__
        clock = clocks["monotonic"]

        def setup():
            if self.bell is ImpatientBell:
                ImpatientBell.clock, clocks["monotonic"] = 0.0, lambda: ImpatientBell.clock
            queue = kind(self.room)
            queue._items = Watched()
            queue._items.bound = self.room
            for item in ("held",) * self.in_hand:
                queue.put(item)
                queue.get()
            for item in self.before:
                queue.put(item)
            if self.first_bell or self.bell:
                bells = [self.first_bell] if self.first_bell else []
                other = self.bell or Bell

                def ring():
                    return bells.pop()() if bells else other()

                if new_bell:
                    module["_new_bell"] = ring
                else:
                    queue.not_empty = Condition(queue.mutex, ring)
                    queue.not_full = Condition(queue.mutex, ring)
            return queue

        try:
            return threads(
                setup, self.functions, then=self.then, preemptions=preemptions, schedules=schedules
            )
        finally:
            clocks["monotonic"] = clock
            if new_bell:
                module["_new_bell"] = new_bell


# ----------------------------------------------------------------------- checks


def everything_came_out(*items):
    """These items came out, each once, and nothing is left."""

    def then(queue, results):
        out = [x for name, got in results.items() if name.startswith("cook") for x in got]
        assert sorted(out) == sorted(items), f"out came {out}"
        put = [x for name, done in results.items() if name.startswith("waiter") for x in done]
        assert set(put) <= {DONE}, f"the waiters saw {put}"
        assert not queue._items, f"left are {list(queue._items)}"
        assert queue.unfinished_tasks == len(items), f"{queue.unfinished_tasks} unfinished"
        nobody_stands_in_line(queue)

    return then


def exactly(*, left: Any = (), unfinished=None, **expected):
    """These results, and nothing else; ``left=None``: no matter what is left."""

    def then(queue, results):
        for name, what in expected.items():
            assert results[name] == what, f"{name} saw {results[name]}, wanted {what}"
        assert left is None or list(queue._items) == left or not (left or queue._items), (
            f"left are {list(queue._items)}"
        )
        if unfinished is not None:
            assert queue.unfinished_tasks == unfinished, f"{queue.unfinished_tasks} unfinished"
        nobody_stands_in_line(queue)

    return then


def nobody_stands_in_line(queue):
    for name in ("_getters", "_parked", "_joiners"):
        assert not getattr(queue, name, ()), f"{name} is not empty"


def served_at_once(queue, results):
    """One order, two cooks, the first with a time limit. At closing time, 1, it is too late to serve."""
    assert results["cook 1"] in (["soup"], ["Empty"], ["ShutDown"]), f"{results}"
    late = ["ShutDown", 1] if results["cook 1"] == ["soup"] else ["soup", 0]
    assert results["cook 2"] == late, f"{results}"
    assert not queue._items
    nobody_stands_in_line(queue)


def accepted_at_once(queue, results):
    """One place, two waiters, the first with a time limit. Closing time is 1."""
    assert results["waiter 1"] in ([DONE], ["Full"], ["ShutDown"]), f"{results}"
    first = results["waiter 1"] == [DONE]
    assert results["waiter 2"] == (["ShutDown", 1] if first else [DONE, 0]), f"{results}"
    assert list(queue._items) == ["soup" if first else "pie"], f"left are {list(queue._items)}"
    assert queue.unfinished_tasks == 2, f"{queue.unfinished_tasks} unfinished"
    nobody_stands_in_line(queue)


def one_of_two_got_it(queue, results):
    assert sorted(results["cook 1"] + results["cook 2"]) == ["Empty", "soup"], f"{results}"
    assert not queue._items


def one_of_two_was_accepted(queue, results):
    assert sorted(results["waiter 1"] + results["waiter 2"]) == ["Full", DONE], f"{results}"
    assert len(queue._items) == queue.unfinished_tasks == 1


def one_got_the_last(queue, results):
    assert sorted(results["cook 1"] + results["cook 2"]) == ["ShutDown", "soup"], f"{results}"
    nobody_stands_in_line(queue)


def what_was_put_was_got(queue, results):
    """Closed in the midst: what was accepted came out, and what was refused did not."""
    accepted = results["waiter"].count(DONE)
    got = [x for x in results["cook"] if x != "ShutDown"]
    assert got == ["soup"][:accepted], f"accepted: {accepted}; out came {results['cook']}"
    assert queue.unfinished_tasks == accepted
    assert not queue._items
    nobody_stands_in_line(queue)


def what_is_left_is_thrown_away(queue, results):
    accepted = results["waiter"].count(DONE)
    got = [x for x in results["cook"] if x != "ShutDown"]
    assert len(got) <= accepted, f"accepted: {accepted}; out came {got}"
    assert got == ["soup"][: len(got)], f"out came {got}"
    assert not queue._items, f"left are {list(queue._items)}"
    assert queue.unfinished_tasks == len(got), f"{queue.unfinished_tasks} unfinished; out came {got}"
    nobody_stands_in_line(queue)


def all_is_done(queue, results):
    seen = [value for name, value in results.items() if isinstance(value, tuple)]
    assert set(seen) <= {(0, 0)}, f"join() returned, and (unfinished, waiting) was {seen}"
    assert queue.unfinished_tasks == 0, f"{queue.unfinished_tasks} unfinished"
    assert finish(queue) == "ValueError"
    assert not queue._items
    nobody_stands_in_line(queue)


TWO_COOKS = {"cook 1": get(), "cook 2": get()}
TWO_WAITERS = {"waiter 1": put("soup"), "waiter 2": put("pie")}
both = everything_came_out("soup", "pie")

one_of_each = {"cook": get(), "waiter": put("soup")}

SCENARIOS = {
    # ------------------------------------------------------------- contention
    "two get, two put": Scenario({**TWO_COOKS, **TWO_WAITERS}, both),
    "two get, two put, room for one": Scenario({**TWO_COOKS, **TWO_WAITERS}, both, room=1),
    "two get, one puts two": Scenario({**TWO_COOKS, "waiter": put("soup", "pie")}, both),
    "one gets two, two put": Scenario({"cook": get(times=2), **TWO_WAITERS}, both, room=1),
    "one gets three, one puts three": Scenario(
        {"cook": get(times=3), "waiter": put("soup", "pie", "tea")},
        exactly(cook=["soup", "pie", "tea"], unfinished=3),
        room=2,
    ),
    "one gets three, two put three": Scenario(
        {"cook": get(times=3), "waiter 1": put("soup", "tea"), "waiter 2": put("pie")},
        everything_came_out("soup", "pie", "tea"),
        room=1,
    ),
    "two wait to put, one gets two": Scenario(
        {**TWO_WAITERS, "cook": get(times=2)},
        exactly(cook=["bread", "cake"], unfinished=4, left=None),
        room=2,
        before=("bread", "cake"),
    ),
    "two get at once, one is there": Scenario(
        {"cook 1": get(block=False), "cook 2": get(block=False)}, one_of_two_got_it, before=("soup",)
    ),
    "two put at once, room for one": Scenario(
        {"waiter 1": put("soup", block=False), "waiter 2": put("pie", block=False)},
        one_of_two_was_accepted,
        room=1,
    ),
    # ------------------------------------------- who has waited longest is first
    "getters in their order": Scenario(
        {"cook 1": get(), "cook 2": get(wait=1), "waiter": put("soup", "pie", wait=2, pause=1)},
        exactly(**{"cook 1": ["soup"], "cook 2": ["pie"]}),
    ),
    "putters in their order": Scenario(
        {"waiter 1": put("soup"), "waiter 2": put("pie", wait=1), "cook": get(times=3, wait=2, pause=1)},
        exactly(cook=["bread", "soup", "pie"]),
        room=1,
        before=("bread",),
    ),
    # --------------------------------------------------------------- time limits
    "a getter gives up": Scenario(
        {"cook 1": get(timeout=1), "cook 2": get(), "waiter": put("soup", wait=2)},
        exactly(**{"cook 1": ["Empty"], "cook 2": ["soup"]}),
    ),
    "a putter gives up": Scenario(
        {"waiter 1": put("soup", timeout=1), "waiter 2": put("pie"), "cook": get(times=2, wait=2)},
        exactly(**{"waiter 1": ["Full"], "cook": ["bread", "pie"]}, unfinished=2),
        room=1,
        before=("bread",),
    ),
    "a getter's time ends at any moment": Scenario(
        {
            "cook 1": get(timeout=9),
            "cook 2": at_what_time(get()),
            "waiter": then_close(put("soup")),
        },
        served_at_once,
        bell=ImpatientBell,
    ),
    "a putter's time ends at any moment": Scenario(
        {
            "waiter 1": put("soup", timeout=9),
            "waiter 2": at_what_time(put("pie")),
            "cook": then_close(get()),
        },
        accepted_at_once,
        room=1,
        before=("bread",),
        bell=ImpatientBell,
    ),
    # -------------------------------------------------------------- interruptions
    "a getter is rung and interrupted": Scenario(
        {"cook 1": get(), "cook 2": get(wait=1), "waiter": put("soup", wait=2)},
        exactly(**{"cook 1": ["KeyboardInterrupt"], "cook 2": ["soup"]}),
        first_bell=InterruptedBell,
    ),
    "a getter is interrupted": Scenario(
        {"cook 1": get(), "cook 2": get(wait=1), "waiter": put("soup", wait=2)},
        exactly(**{"cook 1": ["KeyboardInterrupt"], "cook 2": ["soup"]}),
        first_bell=InterruptedEarlyBell,
    ),
    "a putter is interrupted": Scenario(
        {"waiter 1": put("soup"), "waiter 2": put("pie", wait=1), "cook": get(times=2, wait=2)},
        exactly(**{"waiter 1": ["KeyboardInterrupt"], "cook": ["bread", "pie"]}, unfinished=2),
        room=1,
        before=("bread",),
        first_bell=InterruptedEarlyBell,
    ),
    # -------------------------------------------------------------------- closing
    "closed while two wait to get": Scenario(
        {**TWO_COOKS, "boss": shut()}, exactly(**{"cook 1": ["ShutDown"], "cook 2": ["ShutDown"]})
    ),
    "closed at once while two wait to get": Scenario(
        {**TWO_COOKS, "boss": shut(immediate=True)},
        exactly(**{"cook 1": ["ShutDown"], "cook 2": ["ShutDown"]}),
    ),
    "closed while two wait to put": Scenario(
        {**TWO_WAITERS, "boss": shut()},
        exactly(**{"waiter 1": ["ShutDown"], "waiter 2": ["ShutDown"]}, left=["bread"], unfinished=1),
        room=1,
        before=("bread",),
    ),
    "closed at once while two wait to put": Scenario(
        {**TWO_WAITERS, "boss": shut(immediate=True)},
        exactly(**{"waiter 1": ["ShutDown"], "waiter 2": ["ShutDown"]}, unfinished=0),
        room=1,
        before=("bread",),
    ),
    "closed while one gets and one puts": Scenario(
        {**one_of_each, "boss": shut()}, what_was_put_was_got, room=1
    ),
    "closed at once while one gets and one puts": Scenario(
        {**one_of_each, "boss": shut(immediate=True)}, what_is_left_is_thrown_away, room=1
    ),
    "closed with an order left": Scenario({**TWO_COOKS, "boss": shut()}, one_got_the_last, before=("soup",)),
    # -------------------------------------------------------------------- joining
    "two work, two join": Scenario(
        {"cook 1": work(), "cook 2": work(), "boss 1": join_and_look, "boss 2": join_and_look},
        all_is_done,
        before=("soup", "pie"),
    ),
    "two work, one joins": Scenario(
        {"cook 1": work(), "cook 2": work(), "boss": join_and_look}, all_is_done, before=("soup", "pie")
    ),
    "one works, two join": Scenario(
        {"cook": work(), "boss 1": join_and_look, "boss 2": join_and_look}, all_is_done, before=("soup",)
    ),
    "one works, one puts more, one joins": Scenario(
        {"cook": work(2), "waiter": put("pie"), "boss": join}, all_is_done, before=("soup",)
    ),
    "closed at once while two join": Scenario(
        {"boss 1": join, "boss 2": join, "boss 3": shut(immediate=True)},
        exactly(**{"boss 1": DONE, "boss 2": DONE}, unfinished=0),
        before=("soup", "pie"),
    ),
    "closed at once with work in hand": Scenario(
        {"boss 1": join_and_look, "boss 2": shut(immediate=True), "cook": finish},
        exactly(**{"boss 1": (0, 0)}, cook=DONE, unfinished=0),
        before=("soup",),
        in_hand=1,
    ),
    "closed while one works and one joins": Scenario(
        {"cook": work(), "boss 1": join, "boss 2": shut()}, all_is_done, before=("soup",)
    ),
}
LARGE = {
    "ThreadedQueue": ("two work, two join",),
    "FastThreadedQueue": (
        "two get, two put",
        "two get, two put, room for one",
        "one gets three, two put three",
        "two work, two join",
    ),
}
"""Tens of thousands of orders with 2 forced switches, up to minutes of work: with 1 in the ordinary tests."""

NOBODY_OVERTAKES = Scenario(
    {
        "waiter 1": put("soup"),
        "waiter 2": lambda queue: (len(queue._parked), try_put(queue, "pie")),
        "cook": get(times=3),
    },
    lambda queue, results: assert_order(results),
    room=1,
    before=("bread",),
)
"""A promise of `FastThreadedQueue` alone: a putter that comes along is not served before one that waits."""


def assert_order(results):
    waited, _ = results["waiter 2"]
    assert not waited or results["cook"] == ["bread", "soup", "pie"], (
        f"the soup waited, and {results['cook']}"
    )
