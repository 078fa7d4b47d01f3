"""The check of repair_the_program: an evening in virtual time, judged by the log."""

import ast
import asyncio
from collections import Counter
from itertools import pairwise
from pathlib import Path

from mqlearn.checks import Failed, Verdict, doing
from mqlearn.simulation import Deadlock, Trace, run

COOKING = 2.07  # not a round number, so a program that polls comes a little late
IDLE_STEPS = 60  # a program that waits takes a handful of steps of the loop between two orders


class SoldOut(LookupError):
    """A LookupError with a name of its own."""


class Evening:
    """Run main with dishes that come at the given times, and keep the log."""

    def __init__(self, answer, *dishes, sold_out=()):
        self.answer = answer
        self.dishes = dishes
        self.sold_out = sold_out
        self.ordered = [dish for _, dish in dishes]
        came = ", ".join(f"{dish} at {at:g} s" for at, dish in dishes[:4]) or "none at all"
        came += f", … {len(dishes)} in all" if len(dishes) > 4 else ""
        self.did = f"orders came: {came}; cooking takes {COOKING:g} s"
        if sold_out:
            self.did += f"; sold out: {', '.join(sold_out)}"
        self.trace = Trace()
        self.bare = None
        self.ids = []  # not the messages: a message that is gone may not pass its id on
        self.busiest = 0
        doing(self.did)
        try:
            self.left = run(self.hours(), max_steps=20_000)
        except NotImplementedError:
            raise
        except (Deadlock, Exception) as error:
            self.nothing_is_defined_twice(error)
            self.nobody_is_turned_away(error)
            self.a_sold_out_dish_ends_nothing(error)
            raise

    async def hours(self):
        self.returned = await self.answer.main(self.as_they_come(), self.cook)
        self.trace.add("main", "returned")
        return [t.get_name() for t in asyncio.all_tasks() - {asyncio.current_task()}]

    async def as_they_come(self):
        loop = asyncio.get_running_loop()
        for at, dish in self.dishes:
            before = loop.steps
            await asyncio.sleep(at - loop.time())
            self.busiest = max(self.busiest, loop.steps - before)
            self.trace.add("guest", "orders", dish)
            yield dish

    async def cook(self, message):
        if not hasattr(message, "body") or not hasattr(message, "id"):
            self.bare = self.bare or f"{message!r}, a {type(message).__name__}"
        self.ids.append(getattr(message, "id", None))
        body = getattr(message, "body", message)
        self.trace.add("cook", "begins", body)
        await asyncio.sleep(COOKING)
        if body in self.sold_out:
            self.trace.add("cook", "is out of", body)
            raise (LookupError, SoldOut)[len(body) % 2](f"{body} is sold out")
        self.trace.add("cook", "is done", body)

    def failed(self, verdict, saw, rule, expected=""):
        return Failed(
            verdict,
            did=self.did,
            saw=saw,
            expected=expected,
            rule=rule,
            look=self.answer.main,
            trace=self.trace,
        )

    # The judges, each for one promise.

    def nothing_is_defined_twice(self, error):
        tree = ast.parse(Path(self.answer.__file__).read_text(encoding="utf-8"))
        names = Counter(node.name for node in tree.body if hasattr(node, "name"))
        for name, count in names.items():
            if count > 1:
                raise self.failed(
                    Verdict.WRONG,
                    [f"{type(error).__name__}: {error}", f"`{name}` is defined {count} times in your file"],
                    f"The last `{name}` silently replaces the earlier ones. Make one out of them.",
                )

    def nobody_is_turned_away(self, error):
        if isinstance(error, ExceptionGroup):  # what a task group makes of the error of its task
            error = error.exceptions[0]
        if isinstance(error, asyncio.QueueFull):
            taken, cooked = len(self.trace.of(what="orders")), len(self.trace.of(what="is done"))
            raise self.failed(
                Verdict.LOST,
                f"a put raised QueueFull and ended main: {taken} orders had come, {cooked} were cooked",
                "When the queue is full, wait for room: `put` waits, `put_nowait` raises.",
            )

    def a_sold_out_dish_ends_nothing(self, error):
        if isinstance(error, ExceptionGroup):
            error = error.exceptions[0]
        if isinstance(error, LookupError) and "is sold out" in str(error):
            raise self.failed(
                Verdict.LOST,
                [*(str(event).strip() for event in self.trace), f"main raised LookupError: {error}"],
                "Catch the error where `cook` is called. Otherwise one sold-out dish ends the consumer.",
                "main returns, and the other dishes are cooked",
            )

    def the_sold_out_dishes_are_returned(self):
        wanted = [dish for dish in self.ordered if dish in self.sold_out]
        if self.returned != wanted:
            raise self.failed(
                Verdict.WRONG,
                f"main returned {self.returned!r}",
                "main returns a list with the `body` of each message for which `cook` raised LookupError.",
                f"{wanted!r}",
            )

    def every_dish_is_cooked_once_and_in_order(self):
        begun = [event.message for event in self.trace.of(what="begins")]
        done = [event.message for event in self.trace.of(what="is done")]
        wanted = [dish for dish in self.ordered if dish not in self.sold_out]
        if begun == self.ordered and len(done) == len(wanted):
            return
        missing = [dish for dish in wanted if dish not in done]
        if missing or len(done) < len(wanted) or len(begun) < len(self.ordered):
            verdict, rule = Verdict.LOST, "main may return only after every order has been cooked."
        elif len(begun) > len(self.ordered):
            verdict, rule = Verdict.DUPLICATED, "Cook each order once."
        else:
            verdict, rule = (
                Verdict.REORDERED,
                "First in, first out: begin the orders in the order in which they came.",
            )
        raise self.failed(
            verdict,
            [*(str(event).strip() for event in self.trace), *(f"never finished: {dish}" for dish in missing)],
            rule,
            "cooked, once each: " + ", ".join(wanted),
        )

    def one_dish_at_a_time(self):
        starts = [event.at for event in self.trace.of(what="begins")]
        for earlier, later in pairwise(starts):
            if later - earlier < COOKING - 1e-6:
                raise self.failed(
                    Verdict.UNBOUNDED,
                    [str(event).strip() for event in self.trace],
                    "There is one cook. Orders that come meanwhile wait in the queue.",
                    "one dish after the other",
                )

    def orders_are_taken_when_they_come(self):
        for at, dish in self.dishes:
            taken = self.trace.first(what="orders", message=dish).at
            if taken - at > 1e-6:
                raise self.failed(
                    Verdict.WRONG,
                    f"{dish} was ordered at {at:g} s, and main took the order at {taken:g} s",
                    "Run the producer and the consumer side by side: the task that takes orders does not cook.",
                    f"{dish} taken at {at:g} s",
                )

    def the_cook_begins_when_something_is_there(self):
        free = 0.0
        for at, dish in self.dishes:
            began = self.trace.first(what="begins", message=dish).at
            late = began - max(at, free)
            free = began + COOKING
            if late > 1e-6:
                polls = late < COOKING
                raise self.failed(
                    Verdict.SPINNING if polls else Verdict.WRONG,
                    f"{dish} came at {at:g} s and was begun at {began:g} s, {late:g} s after the cook was free",
                    "Do not poll: a `get` that waits is woken by the `put`."
                    if polls
                    else "Run the producer and the consumer side by side: start one as a task, then await the other.",
                    f"begun at {began - late:g} s",
                )

    def nothing_polls(self):
        if self.busiest > IDLE_STEPS:
            raise self.failed(
                Verdict.SPINNING,
                f"between two orders the event loop took {self.busiest:,} steps",
                "Do not poll: await `get`, which sleeps until the `put` wakes it.",
                f"a handful, at most {IDLE_STEPS}",
            )

    def main_returns_when_the_last_dish_is_done(self):
        returned = self.trace.first(who="main").at
        done = [event.at for event in self.trace.of(what="is done")]
        last = max([*done, *(at for at, _ in self.dishes)], default=0.0)
        if returned - last > 1e-6:
            raise self.failed(
                Verdict.SPINNING,
                f"the last dish was done at {last:g} s, and main returned at {returned:g} s",
                "Do not poll for the end of the work: await the task, or the queue's join().",
                f"returned at {last:g} s",
            )


def test_every_order_is_cooked(answer):
    """Three orders that come together are all cooked, one after the other, and main ends."""
    evening = Evening(answer, (0, "soup"), (0, "salad"), (0, "bread"))
    evening.every_dish_is_cooked_once_and_in_order()
    evening.one_dish_at_a_time()


def test_an_evening_without_orders_ends(answer):
    """If no order comes at all, main returns."""
    Evening(answer).every_dish_is_cooked_once_and_in_order()


def test_the_cook_works_while_orders_still_come(answer):
    """Orders are taken when they come, and the cook begins as soon as there is one."""
    for dishes in (
        [(0, "soup"), (5.03, "salad"), (30.07, "bread")],
        [(0, "soup"), (0.51, "salad"), (0.73, "bread"), (20.07, "cake")],
    ):
        evening = Evening(answer, *dishes)
        evening.every_dish_is_cooked_once_and_in_order()
        evening.one_dish_at_a_time()
        evening.orders_are_taken_when_they_come()
        evening.the_cook_begins_when_something_is_there()
        evening.nothing_polls()


def test_a_message_has_metadata(answer):
    """Each message has the dish as its body, and an id of its own."""
    evening = Evening(answer, (0, "soup"), (0, "soup"), (1, "soup"))
    if evening.bare is not None:
        raise evening.failed(
            Verdict.WRONG,
            f"the cook got {evening.bare}",
            "A message is data plus metadata: give it a `body` and an `id`.",
        )
    evening.every_dish_is_cooked_once_and_in_order()
    ids = evening.ids
    if len(set(map(str, ids))) < len(ids):
        raise evening.failed(
            Verdict.WRONG,
            f"three guests ordered soup, and the ids of their messages are {ids}",
            "Give each message its own id. Otherwise three soups look like one soup, sent three times.",
            "three different ids",
        )


def test_nobody_is_left_behind(answer):
    """When the last dish is done, main returns, and leaves no task behind."""
    evening = Evening(answer, (0, "soup"), (3.03, "salad"))
    evening.every_dish_is_cooked_once_and_in_order()
    if evening.left:
        raise evening.failed(
            Verdict.LEAKED,
            [f"still there after main had returned: {name}" for name in evening.left],
            "main must end every task that it started: shut the queue down, or cancel the task and await it.",
        )
    evening.main_returns_when_the_last_dish_is_done()


def test_a_rush_loses_nothing(answer):
    """Twenty orders at once are more than one cook can take; all of them are cooked."""
    evening = Evening(answer, *((0, f"dish {number}") for number in range(1, 21)))
    evening.every_dish_is_cooked_once_and_in_order()
    evening.one_dish_at_a_time()


def test_a_bus_of_guests_is_served(answer):
    """Of 150 orders within two seconds each is cooked in its turn, and the first ten are taken at once."""
    Evening(
        answer, *((number / 100, f"dish {number}") for number in range(1, 151))
    ).every_dish_is_cooked_once_and_in_order()
    evening = Evening(answer, *((number / 100, f"dish {number}") for number in range(1, 11)))
    evening.orders_are_taken_when_they_come()
    Evening(answer, (0, "soup"), (1.01, ""), (1.02, "0")).every_dish_is_cooked_once_and_in_order()


def test_a_sold_out_dish_ends_nothing(answer):
    """When a dish is sold out, the others are cooked all the same, and main returns the sold-out ones."""
    for sold_out in (("goose",), ("soup", "cake"), ("soup", "goose", "cake"), ()):
        evening = Evening(
            answer, (0, "soup"), (0, "goose"), (5.03, "bread"), (5.03, "cake"), sold_out=sold_out
        )
        evening.every_dish_is_cooked_once_and_in_order()
        evening.one_dish_at_a_time()
        evening.the_sold_out_dishes_are_returned()
    evening = Evening(answer, (0, "goose"), (1.01, "soup"), (1.02, "goose"), sold_out=("goose",))
    evening.every_dish_is_cooked_once_and_in_order()
    evening.the_sold_out_dishes_are_returned()
