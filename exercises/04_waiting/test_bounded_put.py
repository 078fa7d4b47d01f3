"""The check of bounded_put: the bound, in virtual time and in every order of beginning."""

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


def filled(answer, maxsize, *dishes):
    queue = answer.BoundedQueue(maxsize)
    for dish in dishes:
        queue.put_nowait(dish)
    return queue


def test_as_long_as_there_is_room_nobody_waits(answer):
    """With room, and without a bound, `put` and `put_nowait` accept at once, whatever it is, and in order."""
    dishes = ["soup", None, "bread", 0]
    for bound in ((4,), (0,), (-1,), ()):
        did = f"BoundedQueue({', '.join(map(str, bound))}): put_nowait of 'soup' and None, `await put` of 'bread' and 0, then four times get()"
        doing(did)

        async def day(bound=bound):
            queue = answer.BoundedQueue(*bound)
            for dish in dishes[:2]:
                queue.put_nowait(dish)
            for dish in dishes[2:]:
                await queue.put(dish)
            return [await queue.get() for _ in dishes]

        try:
            got = run(day(), max_steps=50_000)
        except Deadlock:
            got = ["nothing, and waits forever"]
        if not same(got, dishes):
            raise Failed(
                Verdict.LOST if set(dishes) - set(got) else Verdict.REORDERED,
                did=did,
                saw=f"get() returned {', '.join(map(repr, got))}",
                expected=", ".join(map(repr, dishes)),
                rule="put adds an item at the end, once; get takes one from the front. Any item may wait, also None.",
                look=method(answer.BoundedQueue, "put"),
            )


def test_a_full_queue_refuses(answer):
    """On a full queue `put_nowait` raises QueueFull, and the item is not in it."""
    did = "BoundedQueue(2): put_nowait of soup, salad and bread; then get_nowait() until it was empty"
    doing(did)

    async def day():
        queue, refused = filled(answer, 2, "soup", "salad"), False
        try:
            queue.put_nowait("bread")
        except asyncio.QueueFull:
            refused = True
        out = []
        try:
            while len(out) < 4:
                out.append(queue.get_nowait())
        except asyncio.QueueEmpty:
            pass
        return refused, out

    refused, out = run(day(), max_steps=50_000)
    if not refused or out != ["soup", "salad"]:
        raise Failed(
            Verdict.UNBOUNDED if len(out) > 2 else Verdict.LOST,
            did=did,
            saw=f"the third one {'raised QueueFull' if refused else 'was accepted'}; out came {', '.join(map(str, out))}",
            expected="the third one raises QueueFull; out come soup and salad",
            rule="A full queue raises QueueFull and changes nothing. Check that there is room before you add.",
            look=method(answer.BoundedQueue, "put_nowait"),
        )


def test_who_finds_no_room_waits(answer):
    """On a full queue `put` waits, for a whole day if it must, without polling."""
    waits_without_looking(
        lambda: filled(answer, 1, "soup"),
        lambda queue: queue.put("salad"),
        did="BoundedQueue(1) with soup in it: called `await put('salad')`, and let a day go by (virtual time)",
        look=method(answer.BoundedQueue, "put"),
        too_early=Verdict.UNBOUNDED,
    )


def test_who_waits_for_room_goes_on_in_turn(answer):
    """A waiter for room continues at the very moment when there is some, the first one first."""
    putters = [(at, "put", f"order {n}") for n, at in enumerate((0, 0, 1, 2, 3), 1)]
    one_day(
        lambda: answer.BoundedQueue(2),
        [*putters, (5.037, "get", "cook 1"), (9.041, "get", "cook 2"), (9.041, "get_nowait", "cook 3")],
        did="room for 2; five orders came at 0, 0, 1, 2 and 3 s; cooks came at 5.037, 9.041 and once more 9.041 s",
        look=method(answer.BoundedQueue, "put"),
        maxsize=2,
        moments={"order 1": 0, "order 2": 0, "order 3": 5.037, "order 4": 9.041, "order 5": 9.041},
    )
    one_day(
        lambda: answer.BoundedQueue(1),
        [
            *((at, "put", item) for at, item in enumerate(("soup", None, 0, ""))),
            *((at, "get", f"cook {at}") for at in (5, 6, 7, 8)),
        ],
        did="room for 1; soup, None, 0 and '' came at 0, 1, 2 and 3 s; cooks came at 5, 6, 7 and 8 s",
        look=method(answer.BoundedQueue, "put"),
        maxsize=1,
        moments={"soup": 0, "None": 5, "0": 6, "": 7},
    )


def test_a_guest_may_be_quicker_again_and_again(answer):
    """A waiter that is woken, and finds that a guest was faster, waits on, however often that happens."""

    def takes_and_hangs_up(dish):
        async def act(shift):
            await shift.get_nowait("a guest")
            await shift.put_nowait(dish)

        return act

    one_day(
        lambda: answer.BoundedQueue(1),
        [
            (0, "put", "soup"),
            (0.5, "put", "salad"),
            *(
                (at, takes_and_hangs_up(dish), dish)
                for at, dish in enumerate(("bread", "cake", "pie", "tea"), 1)
            ),
            (9.041, "get", "cook 1"),
        ],
        did="room for 1; soup lay there, and salad waited; at 1, 2, 3 and 4 s a guest took an order and hung up "
        "another one in the same moment; a cook came at 9.041 s",
        look=method(answer.BoundedQueue, "put"),
        maxsize=1,
    )


def test_who_waits_for_an_item_goes_on_in_turn(answer):
    """Getters still wait as before: they continue when there is an item, the first one first."""
    cooks = [(at, "get", f"cook {n}") for n, at in enumerate((0, 1, 2), 1)]
    one_day(
        lambda: answer.BoundedQueue(2),
        [*cooks, (5.037, "put", "soup"), (9.041, "put_nowait", "salad"), (9.041, "put", "bread")],
        did="room for 2; three cooks came at 0, 1 and 2 s and waited; orders came at 5.037, 9.041 and 9.041 s",
        look=method(answer.BoundedQueue, "put"),
        maxsize=2,
        moments={"cook 1": 5.037, "cook 2": 9.041, "cook 3": 9.041},
    )
    one_day(
        lambda: answer.BoundedQueue(2),
        [*cooks, (5.037, "put", None), (9.041, "put_nowait", 0), (9.041, "put", "")],
        did="room for 2; three cooks waited; None, 0 and '' came at 5.037, 9.041 and 9.041 s",
        look=method(answer.BoundedQueue, "put"),
        maxsize=2,
        moments={"cook 1": 5.037, "cook 2": 9.041, "cook 3": 9.041},
    )


def test_in_every_order_of_beginning(answer):
    """In every order, the bound holds, no item is lost, and no task waits that could continue."""
    put, cooks = ("soup", "salad", "bread"), {"cook 1": "get", "cook 2": "get"}
    scenarios = [
        (1, "three orders and two cooks", {**dict.fromkeys(put, "put"), **cooks}),
        (
            1,
            "two orders that may wait, one that may not, and a cook",
            {"soup": "put", "salad": "put", "cook 1": "get", "bread": "put_nowait"},
        ),
        (2, "four orders and two cooks", {**dict.fromkeys((*put, "cake"), "put"), **cooks}),
        (1, "two cooks, and an order that may not wait", {**cooks, "soup": "put_nowait", "salad": "put"}),
    ]
    for maxsize, words, who in scenarios:
        in_every_order(
            lambda maxsize=maxsize: answer.BoundedQueue(maxsize),
            who,
            did=f"room for {maxsize}; {words}, in every order of beginning",
            rule="A waiter for room must be woken when there is some.",
            look=method(answer.BoundedQueue, "put"),
            maxsize=maxsize,
            late=2,
            schedules=1_000,
        )


def test_nothing_is_left_of_who_was_served(answer):
    """Two hundred cooks and two hundred waiters that waited and were served leave nothing behind."""
    forgets_who_was_served(
        lambda: answer.BoundedQueue(2),
        put="put",
        maxsize=2,
        did="room for 2; 200 times a cook waited and got an order, and somebody waited for room and got it",
        look=method(answer.BoundedQueue, "put"),
    )
    knows_only_itself(
        lambda: answer.BoundedQueue(2),
        put="put",
        did="two queues; at each of them somebody waited; soup went to the kitchen's, tea and juice to the bar's",
        look=method(answer.BoundedQueue, "put"),
    )


def test_it_is_built_from_what_is_no_queue(answer):
    """The answer does not wrap a ready-made queue."""
    is_built_here(answer.BoundedQueue)
