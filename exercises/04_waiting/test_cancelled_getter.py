"""The check of cancelled_getter: a call that gives up, at whatever step, does no harm."""

import asyncio

from mqlearn.checks import Failed, Verdict, doing, method
from mqlearn.checks.task_shift import (
    forgets_who_gave_up,
    forgets_who_was_served,
    in_every_order,
    is_built_here,
    knows_only_itself,
    one_day,
    waits_without_looking,
)
from mqlearn.simulation import run


def test_when_nobody_gives_up(answer):
    """Getters and putters wait without polling, and continue at the right moment and in turn."""
    look = method(answer.OrderQueue, "get")
    one_day(
        answer.OrderQueue,
        [(0, "get", "cook 1"), (1, "get", "cook 2"), (5.037, "put", "soup"), (9.041, "put", "salad")],
        did="two cooks came at 0 and 1 s and waited; orders came at 5.037 and 9.041 s",
        look=look,
        moments={"cook 1": 5.037, "cook 2": 9.041},
    )
    one_day(
        lambda: answer.OrderQueue(1),
        [
            *((n - 1, "put", f"order {n}") for n in (1, 2, 3, 4, 5)),
            (5.037, "get", "cook 1"),
            (9.041, "get", "cook 2"),
            (9.043, "get", "cook 3"),
        ],
        did="room for 1; orders came at 0, 1, 2, 3 and 4 s; cooks came at 5.037, 9.041 and 9.043 s",
        look=method(answer.OrderQueue, "put"),
        maxsize=1,
        moments={"order 1": 0, "order 2": 5.037, "order 3": 9.041, "order 4": 9.043},
    )
    one_day(
        answer.OrderQueue,
        [(0, "put", "soup"), (0, "put", "salad"), (0, "put", "bread"), (1, "get", "cook 1")],
        did="no bound, since none was given: three orders came at 0 s, and a cook at 1 s",
        look=method(answer.OrderQueue, "put"),
        moments={"soup": 0, "salad": 0, "bread": 0, "cook 1": 1},
    )
    waits_without_looking(
        answer.OrderQueue,
        lambda queue: queue.get(),
        did="called `await get()` on an empty queue, and let a day go by (virtual time)",
        look=look,
    )


def test_who_gives_up_while_waiting(answer):
    """A cook who waits is cancelled; the next order goes to the next cook, and the put does not fail."""
    for gone in (1, 2, 3):
        cooks = [(n / 10, "get", f"cook {n}") for n in (1, 2, 3, 4)]
        left = [f"cook {n}" for n in (1, 2, 3, 4) if n != gone]
        moments = (5.037, 9.041, 9.041)
        one_day(
            answer.OrderQueue,
            [
                *cooks,
                (2, "give_up", f"cook {gone}"),
                *((at, "put", dish) for at, dish in zip(moments, ("soup", "salad", "bread"), strict=True)),
            ],
            did=f"four cooks waited; cook {gone} was cancelled at 2 s; orders came at 5.037, 9.041 and 9.041 s",
            look=method(answer.OrderQueue, "get"),
            moments={f"cook {gone}": 2, **dict(zip(left, moments, strict=True))},
        )


def test_who_gives_up_while_waiting_for_room(answer):
    """A waiter for room is cancelled; the others keep their places."""
    for gone in (2, 3):
        orders = [(n / 10, "put", f"order {n}") for n in (1, 2, 3, 4)]
        left = [f"order {n}" for n in (2, 3, 4) if n != gone]
        moments = (5.037, 9.041)
        one_day(
            lambda: answer.OrderQueue(1),
            [*orders, (2, "give_up", f"order {gone}"), (5.037, "get", "cook 1"), (9.041, "get", "cook 2")],
            did=f"room for 1; order 1 lay there, 2 to 4 waited; order {gone} was cancelled at 2 s; "
            "cooks came at 5.037 and 9.041 s",
            look=method(answer.OrderQueue, "put"),
            maxsize=1,
            moments={f"order {gone}": 2, **dict(zip(left, moments, strict=True))},
        )


def in_one_moment(*steps):
    """Return an act that does several things at one moment, with no other task in between."""

    async def act(shift):
        for what, who in steps:
            await getattr(shift, what)(who)

    return act


def if_cancelled(who, moments):
    """Return the moments, unless the answer served that call before it was cancelled."""
    moments = dict(moments)
    return lambda shift: (
        moments if who in [call.who for call in shift.calls if call.end != "returned"] else {}
    )


def test_who_gives_up_at_that_very_moment(answer):
    """A waiter is cancelled in the moment in which one of the line is woken; the others keep their places."""
    cooks = [(n / 10, "get", f"cook {n}") for n in (1, 2, 3, 4)]
    orders = [(n / 10, "put", f"order {n}") for n in (1, 2, 3, 4, 5)]
    at, later = 5.037, (9.041, 9.043)
    for gone, first, words in (
        (1, "put", "an order came at 5.037 s, and cook 1, who had just been woken, was cancelled"),
        (2, "give_up", "cook 2 was cancelled at 5.037 s, and in the same moment an order came for cook 1"),
    ):
        steps = [("put", "soup"), ("give_up", f"cook {gone}")]
        left = [f"cook {n}" for n in (1, 2, 3, 4) if n != gone]
        one_day(
            answer.OrderQueue,
            [
                *cooks,
                (at, in_one_moment(*(steps if first == "put" else steps[::-1])), "a guest"),
                (later[0], "put", "salad"),
                (later[1], "put", "bread"),
            ],
            did=f"four cooks waited; {words}; further orders came at 9.041 and 9.043 s",
            look=method(answer.OrderQueue, "get"),
            moments=if_cancelled(f"cook {gone}", zip(left, (at, *later), strict=True)),
        )
    for gone, first, words in (
        (2, "get", "a cook came at 5.037 s, and order 2, which had just been woken, was cancelled"),
        (
            3,
            "give_up",
            "order 3 was cancelled at 5.037 s, and in the same moment a cook made room for order 2",
        ),
    ):
        steps = [("get", "cook 1"), ("give_up", f"order {gone}")]
        left = [f"order {n}" for n in (2, 3, 4, 5) if n != gone]
        one_day(
            lambda: answer.OrderQueue(1),
            [
                *orders,
                (at, in_one_moment(*(steps if first == "get" else steps[::-1])), "a cook"),
                (later[0], "get", "cook 2"),
                (later[1], "get", "cook 3"),
            ],
            did=f"room for 1; order 1 lay there, 2 to 5 waited; {words}; further cooks came at 9.041 and 9.043 s",
            look=method(answer.OrderQueue, "put"),
            maxsize=1,
            moments=if_cancelled(f"order {gone}", zip(left, (at, *later), strict=True)),
        )


def test_a_guest_may_be_quicker_again_and_again(answer):
    """Who is woken, and finds that somebody was quicker, waits on, however often that happens."""
    dishes = ("soup", "salad", "bread", "cake")
    one_day(
        answer.OrderQueue,
        [
            (0, "get", "cook 1"),
            *(
                (at, in_one_moment(("put", dish), ("get", f"guest {at}")), dish)
                for at, dish in enumerate(dishes, 1)
            ),
            (9.041, "put", "tea"),
        ],
        did="a cook waited; at 1, 2, 3 and 4 s an order was put, and taken by a guest in the same moment; "
        "the last one came at 9.041 s",
        look=method(answer.OrderQueue, "get"),
    )
    one_day(
        lambda: answer.OrderQueue(1),
        [
            (0, "put", "order 1"),
            (0.5, "put", "order 2"),
            *(
                (at, in_one_moment(("get", f"guest {at}"), ("put", dish)), dish)
                for at, dish in enumerate(dishes, 1)
            ),
            (9.041, "get", "cook 1"),
        ],
        did="room for 1; order 1 lay there, order 2 waited; at 1, 2, 3 and 4 s a guest took an order and hung up "
        "another one in the same moment; a cook came at 9.041 s",
        look=method(answer.OrderQueue, "put"),
        maxsize=1,
    )


COOKS = {"cook 1": "get", "cook 2": "get"}


def everybody_gives_up(answer, scenarios):
    for maxsize, words, who, cancel in scenarios:
        in_every_order(
            lambda maxsize=maxsize: answer.OrderQueue(maxsize),
            who,
            did=f"{words}; every order of beginning"
            + (", and each one cancelled at each step" if cancel else ""),
            rule="A waiter that gives up must leave the line, and pass on a wake-up that it got.",
            look=method(answer.OrderQueue, "get"),
            maxsize=maxsize,
            cancel=cancel,
        )


def test_a_cook_gives_up_at_any_step(answer):
    """A cook is cancelled at each step, also when just woken: no order is lost, and no cook waits beside one."""
    everybody_gives_up(
        answer,
        [
            (0, "two cooks and an order", {**COOKS, "soup": "put"}, [*COOKS]),
            (0, "two cooks and two orders", {**COOKS, "soup": "put", "salad": "put"}, [*COOKS]),
        ],
    )


def test_two_give_up_at_once(answer):
    """Two cooks who have just been woken are cancelled in the same moment."""

    async def both(shift):
        await shift.give_up("cook 1", "cook 2")

    orders = {"soup": "put", "salad": "put"}
    others = {"cook 3": "get", "cook 4": "get"}
    everybody_gives_up(
        answer,
        [
            (0, "two cooks who are sent home at once, and two orders", {**COOKS, **orders, "home": both}, []),
            (
                0,
                "four cooks, two orders, and two of the cooks are sent home at once",
                {**COOKS, **others, **orders, "home": both},
                [],
            ),
        ],
    )


def test_somebody_gives_up_waiting_for_room(answer):
    """With room for one, a waiter for it is cancelled at each step, or a cook is."""
    waiters = dict.fromkeys(("soup", "salad", "bread"), "put")
    everybody_gives_up(
        answer,
        [
            (1, "room for 1, three orders and a cook", {**waiters, "cook 1": "get"}, [*waiters]),
            (1, "room for 1, three orders and two cooks", {**waiters, **COOKS}, ["salad", "cook 1"]),
        ],
    )


def with_a_timeout(answer, did, script, expected, rule):
    """Play calls of get with a timeout in virtual time; compare how and when each of them ends.

    script: when, who, and what: a number or None for the timeout of a get, a dish to put, "comes and goes"
        for a guest that puts a tea and takes it at once, or "give up" to cancel that cook.
    """
    doing(did)
    log = {}

    async def cook(queue, who, timeout):
        loop = asyncio.get_running_loop()
        try:
            came = repr(await queue.get(timeout))
        except TimeoutError:
            came = "TimeoutError"
        except asyncio.CancelledError:
            came = "CancelledError"
        log[who] = f"{came} at {loop.time():g} s"

    async def a_quick_guest(queue):
        await queue.put("tea")
        await queue.get()

    async def evening():
        queue, cooks = answer.OrderQueue(), {}
        for at, who, what in script:
            await asyncio.sleep(at - asyncio.get_running_loop().time())
            if what == "give up":
                cooks[who].cancel()
            elif what == "comes and goes":
                cooks[at] = asyncio.create_task(a_quick_guest(queue), name="guest")
            elif isinstance(what, str):
                await queue.put(what)
            else:
                cooks[who] = asyncio.create_task(cook(queue, who, what), name=who)
        await asyncio.sleep(60)
        for task in cooks.values():
            task.cancel()
        for result in await asyncio.gather(*cooks.values(), return_exceptions=True):
            if isinstance(result, Exception):
                raise result

    run(evening(), max_steps=20_000)
    if log not in expected:
        late = any("CancelledError at 6" in end for end in log.values())
        raise Failed(
            Verdict.STUCK if late else Verdict.WRONG,
            did=did,
            saw=[f"{who}: get() ended with {end}" for who, end in log.items()],
            expected=", ".join(f"{who}: {end}" for who, end in expected[0].items()),
            rule=rule,
            look=method(answer.OrderQueue, "get"),
        )


def test_a_timeout_is_kept(answer):
    """get(timeout) raises TimeoutError at its time, counted from the call, and the next cook is served."""
    time_over = {"cook 1": "TimeoutError at 3 s"}
    from_the_call = "The timeout counts from the call, however often the task is woken in between."
    with_a_timeout(
        answer,
        "an empty queue; cook 1 called get(3) at 0 s, cook 2 get() at 1 s; soup came at 5 s",
        [(0, "cook 1", 3), (1, "cook 2", None), (5, "guest", "soup")],
        [{**time_over, "cook 2": "'soup' at 5 s"}],
        "When the time is over, raise TimeoutError, and leave the line.",
    )
    with_a_timeout(
        answer,
        "cook 1 called get(3) at 0 s; at 1 s and 2 s, a guest put a tea and took it in the same moment",
        [(0, "cook 1", 3), (1, "guest", "comes and goes"), (2, "guest", "comes and goes")],
        [time_over, {"cook 1": "'tea' at 1 s"}],  # a guest may have to wait behind the cook
        from_the_call,
    )
    with_a_timeout(
        answer,
        "cook 1 called get(3) at 0 s; soup came at 2 s",
        [(0, "cook 1", 3), (2, "guest", "soup")],
        [{"cook 1": "'soup' at 2 s"}],
        "An item that comes in time is returned at once.",
    )


def test_no_time_is_enough_for_an_item_that_is_there(answer):
    """With a timeout of 0, get() takes an item that is there, and raises TimeoutError if there is none."""
    with_a_timeout(
        answer,
        "soup was put at 0 s; cook 1 and cook 2 called get(0) at 1 s",
        [(0, "guest", "soup"), (1, "cook 1", 0), (1, "cook 2", 0)],
        [{"cook 1": "'soup' at 1 s", "cook 2": "TimeoutError at 1 s"}],
        "A timeout limits the wait. Taking an item that is there needs no wait.",
    )


def test_a_timeout_takes_no_wake_up_along(answer):
    """An order that comes in the moment in which the time is over is served to one of the cooks."""
    first, second = "'soup' at 3 s", "TimeoutError at 3 s"
    with_a_timeout(
        answer,
        "cook 1 called get(3) at 0 s, cook 2 get() at 1 s; soup came at 3 s, when the time of cook 1 was over, "
        "and salad at 5 s",
        [(0, "cook 1", 3), (1, "cook 2", None), (3, "guest", "soup"), (5, "guest", "salad")],
        [{"cook 1": second, "cook 2": first}, {"cook 1": first, "cook 2": "'salad' at 5 s"}],
        "A timeout is a cancellation: a waiter that was woken, and gives up, passes the wake-up on.",
    )


def test_a_cancellation_is_no_timeout(answer):
    """A cook that is cancelled before its time is over gets CancelledError, as without a timeout."""
    with_a_timeout(
        answer,
        "cook 1 called get(3) at 0 s, and was cancelled at 1 s",
        [(0, "cook 1", 3), (1, "cook 1", "give up")],
        [{"cook 1": "CancelledError at 1 s"}],
        "Raise TimeoutError only when the time is over. Any other cancellation reaches the caller as it is.",
    )


def test_who_gave_up_is_forgotten(answer):
    """Two hundred cooks and two hundred waiters that gave up leave nothing behind."""
    forgets_who_gave_up(
        answer.OrderQueue,
        lambda queue: queue.get(),
        did="one cook waited; 200 others came, waited a second each, and gave up",
        look=method(answer.OrderQueue, "get"),
    )
    forgets_who_gave_up(
        lambda: answer.OrderQueue(1),
        lambda queue: queue.put("salad"),
        did="room for 1; one put a salad; 200 others came, waited a second each for room, and gave up",
        look=method(answer.OrderQueue, "put"),
    )


def test_nothing_is_left_of_who_was_served(answer):
    """Two hundred that waited and were served leave nothing behind, and two queues share nothing."""
    forgets_who_was_served(
        lambda: answer.OrderQueue(2),
        put="put",
        maxsize=2,
        did="room for 2; 200 times a cook waited and got an order, and somebody waited for room and got it",
        look=method(answer.OrderQueue, "get"),
    )
    knows_only_itself(
        answer.OrderQueue,
        put="put",
        did="two queues; at each of them somebody waited; soup went to the kitchen's, tea and juice to the bar's",
        look=method(answer.OrderQueue, "get"),
    )


def test_it_is_built_from_what_is_no_queue(answer):
    """The answer does not wrap a ready-made queue."""
    is_built_here(answer.OrderQueue)
