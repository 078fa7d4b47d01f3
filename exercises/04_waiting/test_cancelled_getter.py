"""The check of cancelled_getter: whoever gives up, at whatever step, harms nobody."""

from mqlearn.grading.task_shift import (
    forgets_who_gave_up,
    in_every_order,
    is_built_here,
    one_day,
    waits_without_looking,
)


def test_when_nobody_gives_up(answer):
    """Getters and putters wait, go on at the right moment and in turn, and look at nothing meanwhile."""
    look = answer.OrderQueue.get
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
        look=answer.OrderQueue.put,
        maxsize=1,
        moments={"order 1": 0, "order 2": 5.037, "order 3": 9.041, "order 4": 9.043},
    )
    one_day(
        answer.OrderQueue,
        [(0, "put", "soup"), (0, "put", "salad"), (0, "put", "bread"), (1, "get", "cook 1")],
        did="no bound, since none was given: three orders came at 0 s, and a cook at 1 s",
        look=answer.OrderQueue.put,
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
            look=answer.OrderQueue.get,
            moments={f"cook {gone}": 2, **dict(zip(left, moments, strict=True))},
        )


def test_who_gives_up_while_waiting_for_room(answer):
    """Somebody who waits for room is cancelled; the others keep their places."""
    for gone in (2, 3):
        orders = [(n / 10, "put", f"order {n}") for n in (1, 2, 3, 4)]
        left = [f"order {n}" for n in (2, 3, 4) if n != gone]
        moments = (5.037, 9.041)
        one_day(
            lambda: answer.OrderQueue(1),
            [*orders, (2, "give_up", f"order {gone}"), (5.037, "get", "cook 1"), (9.041, "get", "cook 2")],
            did=f"room for 1; order 1 lay there, 2 to 4 waited; order {gone} was cancelled at 2 s; "
            "cooks came at 5.037 and 9.041 s",
            look=answer.OrderQueue.put,
            maxsize=1,
            moments={f"order {gone}": 2, **dict(zip(left, moments, strict=True))},
        )


COOKS = {"cook 1": "get", "cook 2": "get"}


def everybody_gives_up(answer, scenarios):
    for maxsize, words, who, cancel in scenarios:
        in_every_order(
            lambda maxsize=maxsize: answer.OrderQueue(maxsize),
            who,
            did=f"{words}; every order of beginning"
            + (", and each one cancelled at each step" if cancel else ""),
            rule="Whoever gives up must leave the line, and pass on the wake-up that was meant for them.",
            look=answer.OrderQueue.get,
            maxsize=maxsize,
            cancel=cancel,
        )


def test_a_cook_gives_up_at_any_step(answer):
    """A cook is cancelled at each step, also when just woken: no order is lost, and no cook waits in vain."""
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
    """With room for one, somebody who waits for it is cancelled at each step, or a cook is."""
    waiters = dict.fromkeys(("soup", "salad", "bread"), "put")
    everybody_gives_up(
        answer,
        [
            (1, "room for 1, three orders and a cook", {**waiters, "cook 1": "get"}, [*waiters]),
            (1, "room for 1, three orders and two cooks", {**waiters, **COOKS}, ["salad", "cook 1"]),
        ],
    )


def test_who_gave_up_is_forgotten(answer):
    """Two hundred cooks, and two hundred waiters, who gave up leave nothing behind."""
    forgets_who_gave_up(
        answer.OrderQueue,
        lambda queue: queue.get(),
        did="one cook waited; 200 others came, waited a second each, and gave up",
        look=answer.OrderQueue.get,
    )
    forgets_who_gave_up(
        lambda: answer.OrderQueue(1),
        lambda queue: queue.put("salad"),
        did="room for 1; one put a salad; 200 others came, waited a second each for room, and gave up",
        look=answer.OrderQueue.put,
    )


def test_it_is_built_from_what_is_no_queue(answer):
    """No ready-made queue does the work inside."""
    is_built_here(answer.OrderQueue())
