"""The check of async_get: cooks who wait, in virtual time and in every order of beginning."""

import asyncio

from mqlearn.checks import Failed, Verdict, doing, method
from mqlearn.checks.task_shift import (
    forgets_who_was_served,
    in_every_order,
    is_built_here,
    knows_only_itself,
    one_day,
    waits_without_looking,
)
from mqlearn.simulation import Deadlock, run
from mqlearn.verdict import same


def test_what_is_there_is_returned_at_once(answer):
    """Items that are there come out in order, whatever they are, and no call waits."""
    for items in (["soup", "salad", "bread"], [None, 0, "", "soup", False]):
        shown = ", ".join(map(repr, items))
        did = f"put {shown}; then called `await get()` {len(items)} times"
        doing(did)

        async def day(items=items):
            queue = answer.OrderQueue()
            for item in items:
                queue.put_nowait(item)
            return [await queue.get() for _ in items]

        try:
            got = run(day(), max_steps=50_000)
        except Deadlock:
            got = ["nothing, and waits forever"]
        if not same(got, items):
            raise Failed(
                Verdict.REORDERED if sorted(map(repr, got)) == sorted(map(repr, items)) else Verdict.WRONG,
                did=did,
                saw=f"get() returned {', '.join(map(repr, got))}",
                expected=shown,
                rule="get() removes the item that has waited longest, and returns it. Any item may wait, also None "
                "and 0: ask how many wait, not what they are.",
                look=method(answer.OrderQueue, "get"),
            )


def test_who_finds_nothing_waits(answer):
    """On an empty queue `get` waits, for a whole day if it must, without polling."""
    waits_without_looking(
        answer.OrderQueue,
        lambda queue: queue.get(),
        did="called `await get()` on an empty queue, and let a day go by (virtual time)",
        look=method(answer.OrderQueue, "get"),
    )


def test_who_waits_is_woken_in_turn(answer):
    """Three cooks wait; each is served at the very moment when there is an order, the first cook first."""
    cooks = [(at, "get", f"cook {n}") for n, at in enumerate((0, 1, 2), 1)]
    orders = ((5.037, "soup"), (9.041, "salad"), (9.041, "bread"))
    one_day(
        answer.OrderQueue,
        [*cooks, *((at, "put_nowait", dish) for at, dish in orders)],
        did="three cooks came at 0, 1 and 2 s and waited; orders came at 5.037, 9.041 and once more 9.041 s",
        look=method(answer.OrderQueue, "get"),
        moments={"cook 1": 5.037, "cook 2": 9.041, "cook 3": 9.041},
    )
    one_day(
        answer.OrderQueue,
        [*cooks, *((5.037, "put_nowait", item) for item in (None, 0, ""))],
        did="three cooks came at 0, 1 and 2 s and waited; None, 0 and '' were put at 5.037 s",
        look=method(answer.OrderQueue, "get"),
        moments={"cook 1": 5.037, "cook 2": 5.037, "cook 3": 5.037},
    )


def test_a_guest_may_be_quicker_again_and_again(answer):
    """A cook that is woken, and finds that a guest was faster, waits on, however often that happens."""

    def comes_and_goes(dish):
        async def act(shift):
            await shift.put_nowait(dish)
            await shift.get_nowait("a guest")

        return act

    dishes = ("soup", "salad", "bread", "cake")
    one_day(
        answer.OrderQueue,
        [
            (0, "get", "cook 1"),
            *((at, comes_and_goes(dish), dish) for at, dish in enumerate(dishes, 1)),
            (9.041, "put_nowait", "tea"),
        ],
        did="a cook waited; at 1, 2, 3 and 4 s an order was put, and taken by a guest in the same moment; "
        "the last one came at 9.041 s",
        look=method(answer.OrderQueue, "get"),
    )


def test_who_cannot_wait_uses_get_nowait(answer):
    """`get_nowait` returns the first item, or raises QueueEmpty; cooks who waited before have left nothing behind."""
    did = "a cook waited in get() and got soup; then salad and bread were put, and get_nowait() called three times"
    doing(did)

    async def day():
        queue, out = answer.OrderQueue(), []

        async def cooks():
            return await queue.get()

        cook = asyncio.create_task(cooks())
        await asyncio.sleep(1)
        queue.put_nowait("soup")
        await asyncio.sleep(1)
        if not cook.done() or (not cook.cancelled() and cook.exception()):
            cook.cancel()
            return ["nothing at all for the cook"]
        queue.put_nowait("salad")
        queue.put_nowait("bread")
        for _ in range(3):
            try:
                out.append(queue.get_nowait())
            except asyncio.QueueEmpty:
                out.append("QueueEmpty")
        return out

    got = run(day(), max_steps=50_000)
    if got != ["salad", "bread", "QueueEmpty"]:
        raise Failed(
            Verdict.REORDERED if got[:2] == ["bread", "salad"] else Verdict.WRONG,
            did=did,
            saw=", ".join(map(str, got)),
            expected="salad, bread, QueueEmpty",
            rule="get_nowait was right in the starter: it takes the first item, and raises when there is none.",
            look=method(answer.OrderQueue, "get_nowait"),
        )


SCENARIOS = [
    (
        "two cooks and two orders",
        {"cook 1": "get", "cook 2": "get", "soup": "put_nowait", "salad": "put_nowait"},
    ),
    (
        "three cooks, two orders, and a guest who takes an order away with get_nowait",
        {
            "cook 1": "get",
            "cook 2": "get",
            "soup": "put_nowait",
            "a guest": "get_nowait",
            "cook 3": "get",
            "salad": "put_nowait",
        },
    ),
    (
        "two orders come before two cooks",
        {"soup": "put_nowait", "salad": "put_nowait", "cook 1": "get", "cook 2": "get"},
    ),
]


def test_in_every_order_of_beginning(answer):
    """In whatever order cooks, orders and guests come, no item is lost, and no cook waits beside one."""
    for words, who in SCENARIOS:
        in_every_order(
            answer.OrderQueue,
            who,
            did=f"{words}, in every order of beginning",
            rule="A waiter must be woken when an item is put.",
            look=method(answer.OrderQueue, "get"),
            late=2,
            schedules=1_000,
        )


def test_nothing_is_left_of_who_was_served(answer):
    """Two hundred cooks who waited and were served leave nothing behind, and two queues share nothing."""
    forgets_who_was_served(
        answer.OrderQueue,
        put="put_nowait",
        did="200 cooks came one after the other, waited a second each, and got an order",
        look=method(answer.OrderQueue, "get"),
    )
    knows_only_itself(
        answer.OrderQueue,
        put="put_nowait",
        did="two queues; at each of them somebody waited; soup went to the kitchen's, tea and juice to the bar's",
        look=method(answer.OrderQueue, "get"),
    )


def test_it_is_built_from_what_is_no_queue(answer):
    """The answer does not wrap a ready-made queue."""
    is_built_here(answer.OrderQueue)
