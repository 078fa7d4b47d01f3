"""The check of repair_the_program: an evening in virtual time, judged by the log."""

import asyncio

from mqlearn.grading import Failed, Verdict
from mqlearn.simulation import Trace, run

COOKING = 2.0


def evening(answer, dishes):
    """Serve dishes that come at the given times; returns the log."""
    trace = Trace()
    messages = []

    async def as_they_come():
        for at, dish in dishes:
            await asyncio.sleep(at - asyncio.get_running_loop().time())
            trace.add("waiter", "put", dish)
            yield dish

    async def cook(message):
        messages.append(message)
        with trace.during("cook", getattr(message, "body", message)):
            await asyncio.sleep(COOKING)

    async def whole_evening():
        await answer.main(as_they_come(), cook)
        trace.add("main", "returned")
        return [t.get_name() for t in asyncio.all_tasks() - {asyncio.current_task()}]

    left = run(whole_evening(), max_steps=20_000)
    return trace, messages, left


def asked(dishes):
    return "orders came: " + ", ".join(f"{dish} at {at:g} s" for at, dish in dishes) + "; cooking takes 2 s"


def every_dish_once(answer, dishes):
    trace, messages, left = evening(answer, dishes)
    cooked = [event.message for event in trace.of(who="cook", what="start")]
    finished = [event.message for event in trace.of(who="cook", what="end")]
    ordered = [dish for _, dish in dishes]
    if cooked != ordered or len(finished) < len(ordered):
        lost = [dish for dish in ordered if dish not in cooked]
        cut = [dish for dish in cooked if dish not in finished]
        if lost or (cut and len(cooked) == len(ordered)):
            verdict, rule = Verdict.LOST, "main may return only when everything that was sent is cooked."
        elif len(cooked) > len(ordered):
            verdict, rule = Verdict.DUPLICATED, "One order, one dish."
        else:
            verdict, rule = Verdict.REORDERED, "First in, first out."
        raise Failed(
            verdict,
            did=asked(dishes),
            saw=[*map(str, trace), *(f"never cooked: {dish}" for dish in lost)],
            expected="cooked, once each: " + ", ".join(ordered),
            rule=rule,
            look=answer.main,
        )
    return trace, messages, left


def test_every_order_is_cooked(answer):
    """Three orders that come together are all cooked, in order, and main ends."""
    every_dish_once(answer, [(0, "soup"), (0, "salad"), (0, "bread")])


def test_an_evening_without_orders_ends(answer):
    """When no order comes at all, main just returns."""
    every_dish_once(answer, [])


def test_the_cook_works_while_orders_still_come(answer):
    """The cook begins when the first order comes, not after the last one."""
    dishes = [(0, "soup"), (5.03, "salad"), (30.07, "bread")]
    trace, _, _ = every_dish_once(answer, dishes)
    for at, dish in dishes:
        began = trace.first(who="cook", what="start", message=dish).at
        if began - at > 1e-6:
            late = began - at
            polls = late < COOKING
            raise Failed(
                Verdict.SPINNING if polls else Verdict.WRONG,
                did=asked(dishes),
                saw=f"{dish} came at {at:g} s and was begun at {began:g} s, though the cook was free",
                expected=f"begun at {at:g} s",
                rule="Do not look every so often: a `get` that waits is woken by the `put`."
                if polls
                else "Producer and consumer run side by side: start one as a task, then await the other.",
                look=answer.main,
            )


def test_a_message_has_metadata(answer):
    """What the cook gets has the dish as its body, and an id of its own."""
    dishes = [(0, "soup"), (0, "soup"), (1, "soup")]
    _, messages, _ = every_dish_once(answer, dishes)
    ids = [getattr(message, "id", None) for message in messages]
    if None in ids or len(set(map(str, ids))) < len(ids):
        raise Failed(
            Verdict.WRONG,
            did="three guests ordered soup, and each message was asked for its id",
            saw=f"ids: {ids}",
            expected="three different ids",
            rule="A message is data plus metadata. Without an id, three soups are one soup sent three times.",
            look=answer.main,
        )


def test_nobody_is_left_behind(answer):
    """When main has returned, no task is left that waits for orders."""
    _, _, left = every_dish_once(answer, [(0, "soup"), (3, "salad")])
    if left:
        raise Failed(
            Verdict.LEAKED,
            did="looked for tasks after main had returned",
            saw=[f"still there: {name}" for name in left],
            rule="Whoever starts a task ends it: shut the queue down, or cancel the task and wait for it.",
            look=answer.main,
        )
