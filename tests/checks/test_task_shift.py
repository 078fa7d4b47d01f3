"""The judge of asynchronous queues: what it says about queues that are right, and about known mistakes."""

import asyncio
import sys
from pathlib import Path

import pytest

from mqlearn import AsyncQueue
from mqlearn.checks.task_shift import (
    forgets_who_gave_up,
    forgets_who_was_served,
    in_every_order,
    is_built_here,
    knows_only_itself,
    one_day,
    waits_without_looking,
)
from mqlearn.verdict import Failed, Verdict

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "exploration"))
import async_kitchens

COOKS = {"cook 1": "get", "cook 2": "get"}
ORDERS = {"soup": "put", "salad": "put", "bread": "put"}
WORDS = {"did": "three orders and two cooks", "rule": "look again", "look": asyncio.Queue.get}

MISTAKES = {
    async_kitchens.KeepsTheBell: Verdict.STUCK,
    async_kitchens.HandsOver: Verdict.LOST,
    async_kitchens.RingsNoBell: Verdict.STUCK,
    async_kitchens.LooksForRoomOnce: Verdict.UNBOUNDED,
    async_kitchens.WakesTheDead: Verdict.STUCK,
    async_kitchens.TakesThenWaits: Verdict.LOST,
    async_kitchens.LooksOnce: Verdict.RACE,
}


def everything_at(make, maxsize):
    for who in (
        {**COOKS, "soup": "put"},
        {**ORDERS, **COOKS},
    ):  # in the first the cooks wait, in the second the orders
        gives_up = [name for name in ("cook 1", "salad") if name in who]
        in_every_order(lambda: make(maxsize), who, maxsize=maxsize, cancel=gives_up, **WORDS)


@pytest.mark.parametrize("make", [asyncio.Queue, AsyncQueue, async_kitchens.OrderRail])
@pytest.mark.parametrize("maxsize", [0, 1])
def test_a_right_queue_passes_every_order_and_every_cancellation(make, maxsize):
    everything_at(make, maxsize)


@pytest.mark.parametrize("make", MISTAKES, ids=lambda make: make.__name__)
def test_a_mistake_is_called_by_its_name(make):
    with pytest.raises(Failed) as caught:
        everything_at(make, 1 if make is async_kitchens.LooksForRoomOnce else 0)
    assert caught.value.verdict is MISTAKES[make], caught.value.outcome.saw


def test_a_day_has_its_moments():
    def day(at):
        one_day(
            asyncio.Queue,
            [(0, "get", "cook"), (5, "put", "soup")],
            did="",
            look=asyncio.Queue.get,
            moments={"cook": at},
        )

    day(5)
    for moment, verdict in ((4.9, Verdict.SPINNING), (2, Verdict.STUCK), (6, Verdict.WRONG)):
        with pytest.raises(Failed) as caught:
            day(moment)
        assert caught.value.verdict is verdict


def test_who_gives_up_keeps_nobody_from_their_place():
    script = [(0, "get", "cook 1"), (0, "get", "cook 2"), (1, "give_up", "cook 1"), (2, "put", "soup")]
    one_day(AsyncQueue, script, did="", look=AsyncQueue.get, moments={"cook 1": 1, "cook 2": 2})


def test_the_last_to_come_and_the_first_to_go_is_unfair():
    cooks = [(n, "get", f"cook {n}") for n in range(3)]
    with pytest.raises(Failed) as caught:
        one_day(
            async_kitchens.LastComeFirstServed,
            [*cooks, (5, "put", "soup"), (6, "put", "salad"), (7, "put", "bread")],
            did="",
            look=AsyncQueue.get,
        )
    assert caught.value.verdict is Verdict.UNFAIR


def test_looking_every_so_often_is_seen_though_it_is_on_time():
    class Polls(async_kitchens.OrderRail):
        async def get(self):
            while not self.orders:
                await asyncio.sleep(60)
            return self.orders.popleft()

    waits_without_looking(AsyncQueue, lambda queue: queue.get(), did="", look=AsyncQueue.get)
    with pytest.raises(Failed) as caught:
        waits_without_looking(Polls, lambda queue: queue.get(), did="", look=AsyncQueue.get)
    assert caught.value.verdict is Verdict.SPINNING


def test_whoever_gave_up_must_leave_the_line():
    forgets_who_gave_up(AsyncQueue, lambda queue: queue.get(), did="", look=AsyncQueue.get)
    with pytest.raises(Failed) as caught:
        forgets_who_gave_up(
            async_kitchens.KeepsTheBell, lambda queue: queue.get(), did="", look=AsyncQueue.get
        )
    assert caught.value.verdict is Verdict.LEAKED


class NeverLeavesTheLine(async_kitchens.OrderRail):
    def ring(self, line):
        for turn in line:
            if not turn.done():
                turn.set_result(None)
                return


class KeepsThePaper(async_kitchens.OrderRail):
    def __init__(self, maxsize=0):
        super().__init__(maxsize)
        self.paper = []

    async def get(self):
        self.paper.append(await super().get())
        return self.paper[-1]


@pytest.mark.parametrize("maxsize", [0, 2])
def test_whoever_was_served_must_leave_the_line_and_take_the_item_along(maxsize):
    rest = {"put": "put", "did": "", "look": AsyncQueue.get, "maxsize": maxsize}
    for make in (asyncio.Queue, AsyncQueue, async_kitchens.OrderRail):
        forgets_who_was_served(lambda make=make: make(maxsize), **rest)
    for make in (NeverLeavesTheLine, KeepsThePaper):
        with pytest.raises(Failed) as caught:
            forgets_who_was_served(lambda make=make: make(maxsize), **rest)
        assert caught.value.verdict is Verdict.LEAKED


def test_two_queues_share_nothing():
    class OneRail(async_kitchens.OrderRail):
        rail = async_kitchens.deque()

        def __init__(self):
            super().__init__()
            self.orders = self.rail

    class OneLine(async_kitchens.OrderRail):
        line = async_kitchens.deque()

        def __init__(self):
            super().__init__()
            self.cooks = self.line

    rest = {"put": "put", "did": "", "look": AsyncQueue.get}
    knows_only_itself(AsyncQueue, **rest)
    for make in (OneRail, OneLine):
        with pytest.raises(Failed) as caught:
            knows_only_itself(make, **rest)
        assert caught.value.verdict is Verdict.WRONG


def test_two_things_can_happen_in_one_moment():
    async def comes_and_goes(shift):
        await shift.give_up("cook 2")
        await shift.put("soup")

    cooks = [(n / 10, "get", f"cook {n}") for n in (1, 2, 3)]
    one_day(
        AsyncQueue,
        [*cooks, (5, comes_and_goes, "a guest"), (6, "put", "salad")],
        did="",
        look=AsyncQueue.get,
        moments={"cook 1": 5, "cook 2": 5, "cook 3": 6},
    )


def test_another_error_in_place_of_a_cancellation_is_wrong():
    class Translates(async_kitchens.OrderRail):
        async def get(self):
            try:
                return await super().get()
            except asyncio.CancelledError:
                raise LookupError from None

    with pytest.raises(Failed) as caught:
        one_day(Translates, [(0, "get", "cook 1"), (1, "give_up", "cook 1")], did="", look=AsyncQueue.get)
    assert caught.value.verdict is Verdict.WRONG


def test_a_queue_in_a_queue_is_none_of_ones_own():
    class Coat:
        def __init__(self):
            self.inner = asyncio.Queue()

        def get(self):
            return self.inner.get()

    class Drawer(Coat):
        def __init__(self):
            self.inners = [asyncio.Queue()]

        def get(self):
            return self.inners[0].get()

    class Mailboxes(Coat):
        def __init__(self):
            self.boxes = {}

        def get(self):
            box = self.boxes[len(self.boxes)] = asyncio.Queue()
            return box.get()

    class Shared(Drawer):
        inners = (asyncio.Queue(),)

        def __init__(self):
            pass

    class NeedsTheLoop(async_kitchens.OrderRail):
        def __init__(self):
            super().__init__()
            self.loop = asyncio.get_running_loop()

    for own in (async_kitchens.OrderRail, NeedsTheLoop):
        is_built_here(own)
    for ready in (Coat, Drawer, Mailboxes, Shared, asyncio.Queue):
        with pytest.raises(Failed):
            is_built_here(ready)
