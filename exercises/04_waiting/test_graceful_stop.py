"""The check of graceful_stop: closing times in virtual time, and in every order of beginning and giving up."""

import asyncio
from collections import Counter

from mqlearn import QueueShutDown
from mqlearn.checks import Failed, Verdict, doing, method
from mqlearn.checks.orders import right_in_every_order
from mqlearn.exploration import CANCELLED, WAITING, tasks
from mqlearn.simulation import Deadlock, TooManySteps, Trace, run

COOKING = 2.07  # not a round number, so a program that polls comes a little late
SLOW = {"goose": 100_000.07}
FEW_STEPS = 60


class Restaurant:
    """A kitchen, the orders that guests give it, and the tasks that stop it."""

    def __init__(self, answer, cooks):
        self.answer, self.look = answer, method(answer.Kitchen, "stop")
        self.trace = Trace()
        self.accepted, self.begun, self.finished = [], [], []
        self.stopping = False
        self.most_steps = 0
        self.at_once = self.most_at_once = 0
        self.cooks = cooks
        self.ours = asyncio.all_tasks()
        self.kitchen = answer.Kitchen(self.cook, cooks)
        self.theirs = asyncio.all_tasks() - self.ours

    async def cook(self, order):
        self.begun.append(order)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.trace.add("cook", "begins", order)
        try:
            await asyncio.sleep(SLOW.get(order, COOKING))
        except BaseException:
            self.trace.add("cook", "is torn away from", order)
            raise
        finally:
            self.at_once -= 1
        self.finished.append(order)
        self.trace.add("cook", "has finished", order)

    async def order(self, order):
        self.ours.add(asyncio.current_task())
        late = self.stopping
        try:
            self.kitchen.accept(order)
        except self.answer.Closed:
            self.trace.add("guest", "is turned away", order)
            if not late:
                raise self.failed(
                    Verdict.WRONG,
                    f"accept({order!r}) raised Closed, and stop() had not been called",
                    "A kitchen takes orders until stop() is called.",
                ) from None
            return
        except (QueueShutDown, asyncio.QueueFull) as error:
            raise self.failed(
                Verdict.WRONG,
                f"accept({order!r}) raised {type(error).__name__}",
                "What the kitchen keeps its orders in is its own business. To a guest it says Closed.",
            ) from None
        self.accepted.append(order)
        self.trace.add("guest", "has ordered", order)
        if late:
            raise self.failed(
                Verdict.WRONG,
                f"accept({order!r}) took the order, after stop() had begun",
                "First close the door: the first thing that stop does, before it awaits anything. "
                "Otherwise it never comes to an end.",
            )

    async def stop(self, who):
        self.ours.add(asyncio.current_task())
        self.stopping = True
        self.trace.add(who, "calls stop")
        loop = asyncio.get_running_loop()
        before = loop.steps
        try:
            await self.kitchen.stop()
        except (NotImplementedError, AttributeError, NameError, TypeError):
            raise
        except Exception as error:
            raise self.failed(
                Verdict.WRONG,
                f"{who}'s stop() raised {type(error).__name__}",
                "stop may be called any number of times. A later call only waits for the end.",
            ) from error
        self.trace.add(who, "returns from stop")
        self.most_steps = max(self.most_steps, loop.steps - before)
        self.nothing_goes_on(who)

    def failed(self, verdict, saw, rule, expected=""):
        saw = [*(str(event).strip() for event in self.trace), saw]
        return Failed(
            verdict, did="", saw=saw, expected=expected, rule=rule, look=self.look, trace=self.trace
        )

    # The judges, each for one promise.

    def nothing_goes_on(self, who):
        left = [task for task in asyncio.all_tasks() - self.ours if not task.done()]
        if open_orders := [*(Counter(self.accepted) - Counter(self.finished))]:
            torn = [event.message for event in self.trace.of(what="is torn away from")]
            if not left or set(open_orders) & set(torn):
                raise self.failed(
                    Verdict.LOST,
                    f"{who}'s stop() returned, and no cook is left to finish {' and '.join(map(str, open_orders))}",
                    "Cook every accepted order. The cooks end when no order is left, and not in the middle of a dish.",
                )
            raise self.failed(
                Verdict.ACKED_EARLY,
                f"{who}'s stop() returned, and {' and '.join(map(str, open_orders))} was not done",
                "stop says that all is done: it may return only when the last dish is finished.",
            )
        if left:
            raise self.failed(
                Verdict.LEAKED,
                f"{who}'s stop() returned, and {len(left)} task{'s' * (len(left) > 1)} of the kitchen had not ended",
                "Every cook must go home, busy or idle: one sign for each of them. "
                "And a task that was cancelled has ended only when it was awaited.",
            )

    def every_order_is_cooked_once(self):
        for order in Counter(self.accepted) - Counter(self.finished):
            raise self.failed(
                Verdict.LOST,
                f"{order!r} was accepted, and never finished",
                "Cook every accepted order. The cooks end when no order is left, and not in the middle of a dish.",
            )
        if len(self.begun) > len(self.accepted):
            raise self.failed(
                Verdict.DUPLICATED,
                f"{len(self.accepted)} orders were accepted, and {len(self.begun)} dishes were begun",
                "One order, one dish. And what is only a sign for the cooks is not cooked.",
            )
        if self.begun != self.accepted:
            raise self.failed(
                Verdict.REORDERED,
                f"begun as {', '.join(map(str, self.begun))}",
                "First in, first out, also at closing time.",
                ", ".join(map(str, self.accepted)),
            )

    def as_many_at_once_as_there_are_cooks(self):
        most = min(self.cooks, len(self.accepted))
        if self.most_at_once > most:
            raise self.failed(
                Verdict.UNBOUNDED,
                f"{self.most_at_once} dishes were on the stove at once, and there are {self.cooks} cooks",
                "Cooks finish what waits one after the other, also at closing time.",
            )

    def nobody_looks_again_and_again(self):
        if self.most_steps > FEW_STEPS:
            raise self.failed(
                Verdict.SPINNING,
                f"during one call of stop() the event loop ran {self.most_steps} steps, for so few dishes",
                "Do not poll for the end: await the cooks, or join.",
                f"a few for each dish and each cook, at most {FEW_STEPS}",
            )

    def nobody_leaves_with_an_error(self):
        for task in self.theirs:
            if task.done() and not task.cancelled() and (error := task.exception()) is not None:
                raise self.failed(
                    Verdict.WRONG,
                    f"a cook's task ended with {type(error).__name__}, and no code looked at it",
                    "That no more will come is no mistake: catch it where it is expected, and return. "
                    "An error that no code handles is noise in the log, and hides the next real one.",
                )

    def stop_returns_at(self, **moments):
        for who, moment in moments.items():
            returned = next((e.at for e in self.trace.of(who=who, what="returns from stop")), None)
            if returned is None or abs(returned - moment) < 1e-6:
                continue
            late = returned - moment
            raise self.failed(
                Verdict.SPINNING if 0 < late < COOKING - 1e-6 else Verdict.WRONG,
                f"{who}'s stop() returned at {returned:g} s",
                "Do not poll for the end: await the cooks, or join."
                if 0 < late < COOKING - 1e-6
                else "At closing time the cooks go on side by side, and stop ends with the last dish.",
                f"at {moment:g} s",
            )


def evening(answer, script, *, did, cooks=2, stopped):
    """Run an evening as it is written down: at, what (``order`` or ``stop``), which or who."""
    doing(did)
    place = None

    async def hours():
        nonlocal place
        place = Restaurant(answer, cooks)
        place.ours.add(asyncio.current_task())
        working = []
        for at, what, name in script:
            await asyncio.sleep(at - asyncio.get_running_loop().time())
            if what == "order":
                await place.order(name)
            else:
                working.append(asyncio.create_task(place.stop(name), name=name))
                place.ours.add(working[-1])
                await asyncio.sleep(0)
        await asyncio.gather(*working)

    try:
        run(hours(), max_steps=50_000)
        place.every_order_is_cooked_once()
        place.as_many_at_once_as_there_are_cooks()
        place.stop_returns_at(**stopped)
        place.nobody_looks_again_and_again()
        place.nobody_leaves_with_an_error()
    except Deadlock as error:
        lines = [str(waiting) for waiting in error.waiting if waiting.task != "Task-1"]
        failed = place.failed(
            Verdict.STUCK,
            f"at {error.at:g} s nobody can go on: {'; '.join(lines[:3])}",
            "Cooks who are idle wait in get. Each of them must be told that it is closing time.",
        )
        failed.outcome.did = did
        raise failed from None
    except TooManySteps:
        failed = place.failed(
            Verdict.SPINNING,
            "after 50,000 steps of the event loop it was still busy",
            "stop must await something that wakes it at the end: the cooks, or join.",
        )
        failed.outcome.did = did
        raise failed from None
    except Failed as failed:
        failed.outcome.did = did
        raise


def test_stop_while_all_are_busy(answer):
    """Five orders, two cooks: stop is called in the middle, and returns with the last dish."""
    orders = [(0, "order", dish) for dish in ("soup", "salad", "bread", "cake", "tea")]
    evening(
        answer,
        [*orders, (1, "stop", "manager")],
        did="five orders came at 0 s, two cooks, 2.07 s for a dish; stop() was called at 1 s",
        stopped={"manager": 3 * COOKING},
    )


def test_whatever_is_ordered(answer):
    """Two equal orders are two, and an order may be anything, such as the number 0."""
    evening(
        answer,
        [*((0, "order", dish) for dish in ("soup", 0, "soup")), (1, "stop", "manager")],
        did="soup, an order with the number 0, and soup again came at 0 s; stop() was called at 1 s",
        stopped={"manager": 2 * COOKING},
    )


def test_stop_while_cooks_are_idle(answer):
    """Idle cooks go home as well: before the first order, after the last one, and beside one who is busy."""
    evening(
        answer,
        [(1, "stop", "manager")],
        cooks=3,
        did="three cooks, no order at all; stop() was called at 1 s",
        stopped={"manager": 1},
    )
    evening(
        answer,
        [(0, "order", "soup"), (0, "order", "salad"), (9, "stop", "manager")],
        cooks=3,
        did="two orders at 0 s, three cooks; stop() was called at 9 s, when all were idle",
        stopped={"manager": 9},
    )
    evening(
        answer,
        [(0, "order", "goose"), (0, "order", "soup"), (9, "stop", "manager")],
        did="a goose, which takes 100,000.07 s, and a soup; stop() was called at 9 s, with one cook idle, one busy",
        stopped={"manager": SLOW["goose"]},
    )


def test_stop_right_after_an_order(answer):
    """An order accepted just before stop is cooked, also when the cooks had not even begun."""
    evening(
        answer,
        [(0, "order", "soup"), (0, "order", "salad"), (0, "order", "bread"), (0, "stop", "manager")],
        did="three orders and stop() in the very first moment, before a cook could move",
        stopped={"manager": 2 * COOKING},
    )


def test_the_door_is_closed(answer):
    """From the moment when stop begins, accept raises Closed: while dishes are cooking, and afterwards."""
    evening(
        answer,
        [
            (0, "order", "soup"),
            (1, "stop", "manager"),
            (1, "order", "salad"),
            (2, "order", "bread"),
            (9, "order", "cake"),
        ],
        did="a soup at 0 s; stop() was called at 1 s; further guests came at 1, 2 and 9 s",
        stopped={"manager": COOKING},
    )


def test_stop_may_be_called_again(answer):
    """Two call stop at once, a third one later, a fourth when all is over: each returns when all is done."""
    end = 2 * COOKING
    evening(
        answer,
        [
            *((0, "order", dish) for dish in ("soup", "salad", "bread")),
            (1, "stop", "manager"),
            (1, "stop", "owner"),
            (3, "stop", "chef"),
            (9, "stop", "porter"),
        ],
        did="three orders at 0 s; stop() was called at 1 s by two at once, at 3 s, and at 9 s, when all was over",
        stopped={"manager": end, "owner": end, "chef": end, "porter": 9},
    )


def test_in_every_order_and_whoever_gives_up(answer):
    """In every order, and if a caller of stop is cancelled at any step, no accepted order is lost."""
    guests, bosses = ("soup", "salad", "bread"), ("manager", "owner")
    did = "three guests, two who call stop(), two cooks; every order of beginning, and each one giving up at each step"
    doing(did)

    def then(place, results):
        place.every_order_is_cooked_once()
        for who in bosses:
            if results[who] is WAITING:
                gone = [boss for boss in bosses if results[boss] is CANCELLED]
                raise place.failed(
                    Verdict.STUCK,
                    f"{who} waits in stop() forever" + (f"; {gone[0]} was cancelled" if gone else ""),
                    "A cancelled call of stop must not affect the others: they still return when all is done.",
                )

    report = tasks(
        lambda: Restaurant(answer, 2),
        {
            **{dish: lambda place, dish=dish: place.order(dish) for dish in guests},
            **{who: lambda place, who=who: place.stop(who) for who in bosses},
        },
        then=then,
        cancel=bosses,
        may_wait=bosses,
        schedules=1_500,
    )
    rule = "Whatever the order, what was accepted is cooked, and stop returns."
    right_in_every_order(report, did=did, rule=rule, look=method(answer.Kitchen, "stop"))
