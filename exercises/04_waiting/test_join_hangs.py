"""The check of join_hangs: evenings in virtual time, on which dishes burn and are sold out."""

import asyncio

from mqlearn import QueueShutDown
from mqlearn.checks import Failed, Verdict, doing
from mqlearn.simulation import Deadlock, TooManySteps, Trace, run

COOKING = 2.07  # not a round number, so a program that polls comes a little late
A_LONG_TIME = 100_000.07
FEW_STEPS = 60


class Burnt(Exception):
    """An error that a cook may raise, and no other code knows."""


class Evening:
    """Serves dishes, of which some burn, some are sold out, and some ask for further dishes."""

    def __init__(self, answer, dishes, *, did, burnt=None, sold_out=(), menus=None, slow=None, cooks=2):
        self.answer, self.did, self.cooks = answer, did, cooks
        self.burnt, self.sold_out, self.menus, self.slow = burnt or {}, sold_out, menus or {}, slow or {}
        self.trace = Trace()
        self.at_once = self.most_at_once = 0
        self.wrong = None
        self.left = []
        self.staff = set()
        self.steps = 0
        doing(did)
        try:
            run(self.hours(dishes), max_steps=50_000)
        except Deadlock as error:
            self.nobody_waits_for_ever(error)
        except TooManySteps:
            raise self.failed(
                Verdict.SPINNING,
                "after 50,000 steps of the event loop it was still busy",
                "serve must await something that wakes it at the end, such as the queue's join.",
            ) from None

    async def hours(self, dishes):
        loop = asyncio.get_running_loop()
        before = loop.steps
        self.wrong = await self.answer.serve(list(dishes), self.cook, self.cooks)
        self.steps = loop.steps - before
        self.trace.add("serve", "returns")
        self.left = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        self.left = [t.get_name() for t in self.left if not t.done()]
        await asyncio.sleep(100)

    async def cook(self, dish):
        self.staff |= asyncio.all_tasks()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.trace.add("cook", "begins", dish)
        try:
            await asyncio.sleep(self.slow.get(dish, COOKING))
        finally:
            self.at_once -= 1
        if dish in self.sold_out:
            self.trace.add("cook", "finds out that there is none:", dish)
            raise self.answer.SoldOut(dish)
        if dish in self.burnt:
            self.trace.add("cook", "burns", dish)
            raise self.burnt[dish](f"{dish} is burnt")
        self.trace.add("cook", "has finished", dish)
        return self.menus.get(dish, [])

    def failed(self, verdict, saw, rule, expected=""):
        saw = [*(str(event).strip() for event in self.trace), *([saw] if isinstance(saw, str) else saw)]
        return Failed(
            verdict,
            did=self.did,
            saw=saw,
            expected=expected,
            rule=rule,
            look=self.answer.serve,
            trace=self.trace,
        )

    def ended(self):
        return [e for e in self.trace if e.who == "cook" and e.what != "begins"]

    # The judges, each for one promise.

    def nobody_waits_for_ever(self, error):
        if self.trace.first(who="serve"):
            return
        waits = [str(w) for w in error.waiting]
        raise self.failed(
            Verdict.STUCK,
            [f"serve never returned; at {error.at:g} s nobody can go on:", *waits[:2]],
            "join() waits for one task_done() for every get(). Call it on every way out, also after an error.",
        ) from None

    def everything_is_cooked_once(self, *dishes):
        begun = [event.message for event in self.trace.of(what="begins")]
        returned = self.trace.first(who="serve").at
        for dish in dishes:
            times, ordered = begun.count(dish), dishes.count(dish)
            if times < ordered:
                raise self.failed(
                    Verdict.LOST,
                    f"{dish} was ordered {ordered} times, and begun {times} times"
                    if times
                    else f"no cook ever began with {dish}",
                    "What is ordered is cooked, whatever became of the dishes before it.",
                )
            if times > ordered:
                raise self.failed(
                    Verdict.DUPLICATED,
                    f"{dish} was begun {times} times",
                    "A dish that went wrong is done: it is told, and not cooked again.",
                )
        for event in self.ended():
            if event.at > returned:
                raise self.failed(
                    Verdict.ACKED_EARLY,
                    f"serve returned at {returned:g} s, and {event.message} was on the stove until {event.at:g} s",
                    "task_done() says that the work is finished, and what it asks for is ordered: first that, then it.",
                )
        if unfinished := [dish for dish in dishes if dish not in [e.message for e in self.ended()]]:
            raise self.failed(
                Verdict.ACKED_EARLY,
                f"serve returned at {returned:g} s, with {' and '.join(unfinished)} on the stove, unfinished",
                "task_done() says that the work is finished. Send the cooks home when all of it is.",
            )

    def the_cooks_work_side_by_side(self, until):
        returned = self.trace.first(who="serve").at
        if self.most_at_once > self.cooks:
            raise self.failed(
                Verdict.UNBOUNDED,
                f"{self.most_at_once} dishes were on the stove at once, and there are {self.cooks} cooks",
                "A cook takes the next dish when the last one is done.",
            )
        if returned > until + 1e-6:
            if returned > until + 60:
                raise self.failed(
                    Verdict.STUCK,
                    f"serve gave up waiting and returned at {returned:g} s",
                    "A deadline only hides a join() that waits for a task_done() that never comes.",
                    f"at {until:g} s, when the last dish was done",
                )
            lonely = self.most_at_once < self.cooks or returned - until > COOKING - 1e-6
            raise self.failed(
                Verdict.WRONG if lonely else Verdict.SPINNING,
                f"serve returned at {returned:g} s",
                "All cooks work to the end: a cook that is done takes the next dish, also after one went wrong."
                if lonely
                else "Do not poll for the end: join() returns at that very moment.",
                f"at {until:g} s: {self.cooks} cooks, side by side, {COOKING:g} s for a dish",
            )
        if self.steps > FEW_STEPS:
            raise self.failed(
                Verdict.SPINNING,
                f"while serve ran, the event loop ran {self.steps} steps, for so few dishes",
                "Do not poll for work: get() and join() wake you.",
                f"a few for each dish and each cook, at most {FEW_STEPS}",
            )

    def it_tells_what_went_wrong(self, *dishes):
        if not isinstance(self.wrong, list) or sorted(self.wrong, key=repr) != sorted(dishes, key=repr):
            raise self.failed(
                Verdict.WRONG,
                f"serve returned {self.wrong!r}",
                "Every dish for which cook() raises is in the list, once for each time, and no other.",
                f"{list(dishes)!r}",
            )

    def nobody_is_left_behind(self):
        if self.left:
            raise self.failed(
                Verdict.LEAKED,
                [f"still there after serve had returned: {name}" for name in self.left],
                "serve must end every task that it started: cancel the cooks, and then await them.",
            )

    def one_task_done_for_each_get(self):
        for task in self.staff:
            error = task.exception() if task.done() and not task.cancelled() else None
            if isinstance(error, ValueError) and "task_done" in str(error):
                raise self.failed(
                    Verdict.WRONG,
                    f"a cook's task ended with {type(error).__name__}: {error}",
                    "One task_done() for each get() that returned: get() stands before the try, not in it. "
                    "A cook who is cancelled in get() has no dish to be done with.",
                )


def test_when_all_goes_well(answer):
    """Four dishes, two cooks: cooked once each, two at a time, and serve returns with the last one."""
    dishes = ("soup", "salad", "bread", "cake")
    evening = Evening(answer, dishes, did="four dishes, two cooks, 2.07 s for a dish, and all goes well")
    evening.everything_is_cooked_once(*dishes)
    evening.the_cooks_work_side_by_side(2 * COOKING)
    evening.it_tells_what_went_wrong()


def test_when_a_dish_is_sold_out(answer):
    """A dish that is sold out is done as well."""
    dishes = ("soup", "salad", "bread", "cake")
    evening = Evening(
        answer, dishes, sold_out=("salad",), did="four dishes, two cooks; `cook` raises SoldOut for the salad"
    )
    evening.everything_is_cooked_once(*dishes)
    evening.the_cooks_work_side_by_side(2 * COOKING)
    evening.it_tells_what_went_wrong("salad")


def test_when_dishes_burn(answer):
    """Whatever `cook` raises, the cook continues with the next dish, even if it is an error of a queue."""
    dishes = ("soup", "salad", "bread", "cake", "pie", "tea")
    evening = Evening(
        answer,
        dishes,
        burnt={"soup": Burnt, "salad": asyncio.QueueEmpty, "tea": TimeoutError},
        did="six dishes, two cooks; `cook` raises Burnt for soup, QueueEmpty for salad, TimeoutError for tea",
    )
    evening.everything_is_cooked_once(*dishes)
    evening.the_cooks_work_side_by_side(3 * COOKING)
    evening.it_tells_what_went_wrong("salad", "soup", "tea")
    evening = Evening(
        answer,
        dishes,
        burnt={"soup": QueueShutDown, "salad": QueueShutDown},
        did="six dishes, two cooks; `cook` uses a queue of its own, and raises QueueShutDown for soup and salad",
    )
    evening.everything_is_cooked_once(*dishes)
    evening.the_cooks_work_side_by_side(3 * COOKING)
    evening.it_tells_what_went_wrong("salad", "soup")


def test_equal_dishes_are_two(answer):
    """What two guests order is cooked twice, and told twice when it goes wrong twice."""
    dishes = ("salad", "soup", "soup", "salad")
    evening = Evening(
        answer,
        dishes,
        sold_out=("salad",),
        did="salad, soup, soup and salad, two cooks; `cook` raises SoldOut for each salad",
    )
    evening.everything_is_cooked_once(*dishes)
    evening.the_cooks_work_side_by_side(2 * COOKING)
    evening.it_tells_what_went_wrong("salad", "salad")


def test_a_menu_is_done_when_its_dishes_are(answer):
    """What a dish asks for counts, too, also when it is the last one, slow, or goes wrong."""
    evening = Evening(
        answer,
        ("menu", "tea"),
        menus={"menu": ["soup", "cake"], "soup": ["bread"]},
        slow={"bread": 3 * COOKING},
        burnt={"tea": RuntimeError},
        sold_out=("cake",),
        did="a menu and a tea; the menu asks for soup and cake, the soup for bread, which takes three times as long; "
        "the tea burns, and cake is sold out",
    )
    evening.everything_is_cooked_once("menu", "tea", "soup", "cake", "bread")
    evening.the_cooks_work_side_by_side(5 * COOKING)
    evening.it_tells_what_went_wrong("cake", "tea")


def test_what_the_last_dish_asks_for_is_not_forgotten(answer):
    """For a moment nothing is left but what the last dish asks for: serve still waits for that."""
    evening = Evening(
        answer,
        ("menu",),
        menus={"menu": ["soup"], "soup": ["cake", "tea"]},
        did="one menu; it asks for soup, and the soup for cake and tea",
    )
    evening.everything_is_cooked_once("menu", "soup", "cake", "tea")
    evening.the_cooks_work_side_by_side(3 * COOKING)
    evening.it_tells_what_went_wrong()


def test_a_dish_may_take_long(answer):
    """While one cook is busy with a long dish, the other one continues, and serve waits for both."""
    evening = Evening(
        answer,
        ("menu", "goose", "tea"),
        menus={"menu": ["soup", "cake"]},
        slow={"goose": A_LONG_TIME},
        did="a menu, a goose and a tea, two cooks; the goose takes 100,000.07 s, the menu asks for soup and cake",
    )
    evening.everything_is_cooked_once("menu", "goose", "tea", "soup", "cake")
    evening.the_cooks_work_side_by_side(A_LONG_TIME)
    evening.it_tells_what_went_wrong()


def test_nobody_is_left_behind(answer):
    """When serve returns, all cooks have ended; also after an evening without a single order."""
    for dishes in (("soup", "salad", "bread"), ("soup",), ()):
        evening = Evening(
            answer,
            dishes,
            burnt={"soup": RuntimeError},
            cooks=3,
            did=f"{', '.join(dishes) or 'no order at all'}; three cooks, and soup burns",
        )
        evening.everything_is_cooked_once(*dishes)
        evening.the_cooks_work_side_by_side(COOKING if dishes else 0)
        evening.nobody_is_left_behind()
        evening.one_task_done_for_each_get()
