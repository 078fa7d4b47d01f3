"""The check of retry_budget: many callers and a service in virtual time; the log says which calls were retries."""

import asyncio
import random

from mqlearn.checks import Failed, Verdict, doing
from mqlearn.simulation import Trace, run
from mqlearn.verdict import brief

SLACK = 1e-6
STEPS = 12
"""A call and the wait behind it take the event loop less than this, however they are written."""


class Shop:
    """Callers with one budget, and a service of which every call is written down."""

    def __init__(self, answer, *, did, share, reserve, most, attempts=4, takes=0.125):
        numbers = f"share={share}, reserve={reserve}, most={most}, attempts={attempts}"
        self.answer, self.takes = answer, takes
        self.share, self.reserve, self.most, self.attempts = share, reserve, most, attempts
        self.did = f"RetryBudget({numbers}); {did}"
        self.trace = Trace()
        self.first, self.retries = [], []  # when they began
        self.callers = 0
        self.is_up = lambda now: True
        doing(self.did)

    def play(self, scenario):
        async def main():
            self.budget = self.answer.RetryBudget(self.share, self.reserve, self.most, self.attempts)
            result = await scenario()
            left = asyncio.all_tasks() - {asyncio.current_task()}
            if left:
                raise self.failed(
                    Verdict.LEAKED,
                    f"all calls had ended, and {len(left)} tasks of the answer still ran",
                    "A bucket needs no task that fills it: when you look into it, reckon in the time that has passed.",
                    "no task",
                )
            return result

        return run(main(), max_steps=400_000)

    def now(self):
        return asyncio.get_running_loop().time()

    async def call(self, outcome=None, wait=lambda n: 0.5):
        """One call through the budget; ``outcome(number)`` says what each attempt does, else the service's state."""
        self.callers += 1
        name, attempts, came = f"call {self.callers}", 0, self.now()

        async def operation():
            nonlocal attempts
            attempts += 1
            if attempts == 1 and self.now() > came + SLACK:
                raise self.failed(
                    Verdict.WRONG,
                    f"{name} came at {came:g} s and was made at {self.now():g} s",
                    "The budget is for retries. A first call is made at once, whatever the bucket holds.",
                )
            if attempts > self.attempts:
                raise self.failed(
                    Verdict.UNBOUNDED,
                    f"{name} was tried for the {attempts}th time at {self.now():g} s",
                    "The budget does not replace the limit: at most `attempts` calls, the first among them.",
                )
            (self.first if attempts == 1 else self.retries).append(self.now())
            self.trace.add("shop", "first call" if attempts == 1 else "retry", name)
            if attempts > 1:
                self.is_within()
            await asyncio.sleep(self.takes)
            if outcome is not None:
                result = outcome(attempts)
            else:
                result = (
                    "paid" if self.is_up(self.now()) else self.answer.Unavailable(f"down, attempt {attempts}")
                )
            if isinstance(result, BaseException):
                raise result
            return result

        return await self.budget.call(operation, wait)

    def is_within(self):
        """No more retries so far than tokens could have come in."""
        tokens = self.most + self.share * len(self.first) + self.reserve * self.now()
        if len(self.retries) > tokens + SLACK:
            raise self.failed(
                Verdict.UNBOUNDED,
                f"retry number {len(self.retries)} at {self.now():g} s, after {len(self.first)} first calls: there "
                f"were at most {self.most} + {self.share} · {len(self.first)} + {self.reserve} · {self.now():g} "
                f"= {tokens:g} tokens",
                "A retry takes a token at the moment when it is decided: no await between looking and paying.",
            )

    def failed(self, verdict, saw, rule, expected=""):
        return Failed(
            verdict,
            did=self.did,
            saw=saw,
            expected=expected,
            rule=rule,
            look=self.answer.RetryBudget.call,
            trace=self.trace,
        )

    async def outcome(self, *args, **options):
        """How a call ended, and when."""
        try:
            return "returned", await self.call(*args, **options), self.now()
        except (self.answer.Unavailable, OSError, ValueError) as error:
            return "raised", error, self.now()

    def retried(self, many, words, rule, verdict=Verdict.WRONG):
        """There were exactly so many retries."""
        if len(self.retries) != many:
            raise self.failed(
                Verdict.UNBOUNDED if len(self.retries) > many else verdict,
                f"{len(self.retries)} retries {words}, for {len(self.first)} first calls",
                rule,
                f"{many} retries",
            )


def test_a_call_goes_through(answer):
    """What the call returns or raises reaches the caller; only Unavailable is tried again, attempts times at most."""

    class Restarting(answer.Unavailable):
        pass

    for outcomes, calls, rule in (
        (["paid"], 1, "A good call is returned."),
        ([None], 1, "Whatever a good call returns is returned, also None."),
        ([answer.Unavailable("busy"), "paid"], 2, "With tokens in the bucket, Unavailable is tried again."),
        (
            [Restarting("one minute"), "paid"],
            2,
            "A kind of Unavailable is an Unavailable: `except` knows that.",
        ),
        ([ValueError("no such card")], 1, "Only Unavailable is worth a retry."),
        ([OSError("disk full")], 1, "Only Unavailable is worth a retry."),
        (
            [TimeoutError("no answer")],
            1,
            "Only Unavailable is worth a retry: who has timed out may have paid.",
        ),
        ([ConnectionResetError("hung up")], 1, "Only Unavailable is worth a retry."),
        (
            [answer.Unavailable(f"busy, attempt {n}") for n in range(1, 9)],
            4,
            "The last error goes on to the caller.",
        ),
    ):
        shop = Shop(answer, did=f"one call, its attempts: {outcomes[:5]}", share=0.5, reserve=0, most=10)
        waits, script = [], ["", *outcomes, *outcomes[-1:] * 9]

        def wait(n, waits=waits):
            waits.append(n)
            return float(n)

        how, value, at = shop.play(
            lambda shop=shop, script=script, wait=wait: shop.outcome(script.__getitem__, wait)
        )
        made = len(shop.first) + len(shop.retries)
        last = outcomes[calls - 1]
        if (
            made != calls
            or value is not last
            or how != ("raised" if isinstance(last, Exception) else "returned")
        ):
            raise shop.failed(
                Verdict.WRONG,
                f"{made} calls, then call {how} {brief(value)}",
                rule,
                f"{calls} calls, then {last!r}",
            )
        should = calls * shop.takes + sum(range(1, calls))
        if abs(at - should) > SLACK:
            raise shop.failed(
                Verdict.WRONG,
                f"it ended at {at:g} s; wait was asked with {waits}",
                "After failure n there are wait(n) seconds, n from 1; and no wait when no attempt follows.",
                f"at {should:g} s",
            )


def test_it_sleeps_once_before_a_retry(answer):
    """Whoever waits sleeps until the moment of the retry, and does not look every so often."""
    shop = Shop(
        answer,
        did="one call, wait(n) is 10 s; counted the steps of the event loop",
        share=0,
        reserve=0,
        most=3,
    )
    shop.is_up = lambda now: False

    async def counted():
        loop = asyncio.get_running_loop()
        before = loop.steps
        await shop.outcome(wait=lambda n: 10.0)
        return loop.steps - before

    steps, calls = shop.play(counted), len(shop.first) + len(shop.retries)
    if steps > STEPS * calls:
        raise shop.failed(
            Verdict.SPINNING,
            f"{steps} steps for {calls} calls",
            "You know when the retry begins: one `asyncio.sleep` for all of the wait.",
            f"at most {STEPS * calls}",
        )


def test_a_cancellation_is_no_failure(answer):
    """Who is cancelled, in a call or between two, stops at that moment and calls no more."""
    for cancel_at, where in (
        (0.0625, "in the first call"),
        (0.25, "between two calls"),
        (None, "by the service"),
    ):
        did = f"one call, and the service is down; the call is cancelled {where}"
        shop = Shop(answer, did=did, share=0.5, reserve=0, most=10)
        shop.is_up = lambda now: False

        async def cancelled(shop=shop, cancel_at=cancel_at):
            outcome = None if cancel_at else (lambda n: asyncio.CancelledError())
            task = asyncio.create_task(shop.outcome(outcome))
            await asyncio.sleep(cancel_at or shop.takes)
            if cancel_at:
                task.cancel()
            at = shop.now()
            await asyncio.wait([task], timeout=100)
            if not task.cancelled() or shop.now() > at + SLACK:
                raise shop.failed(
                    Verdict.WRONG,
                    f"cancelled at {at:g} s; after {len(shop.first) + len(shop.retries)} calls it ended "
                    f"{'cancelled' if task.cancelled() else 'without a cancellation'} at {shop.now():g} s",
                    "A cancellation is an order to stop. Let it pass, and never try again after it.",
                    f"it ends cancelled at {at:g} s, with no further call",
                )
            await asyncio.sleep(SLACK)
            if asyncio.all_tasks() - {asyncio.current_task()}:
                raise shop.failed(
                    Verdict.LEAKED,
                    f"cancelled at {at:g} s, and something of the call went on in the background",
                    "The call belongs to its caller: await it, so that the cancellation reaches it, too.",
                    "the call ends with its caller",
                )

        shop.play(cancelled)


def test_one_bucket_for_all(answer):
    """A hundred callers at the same moment, the service down: as many retries as tokens, at once and together."""
    for share, most, many in ((0.0, 10, 10), (0.1, 10, 10), (0.1, 9.95, 9)):
        shop = Shop(
            answer,
            did="100 callers at the same moment; the service is down",
            share=share,
            reserve=0,
            most=most,
        )
        shop.is_up = lambda now: False

        async def rush(shop=shop):
            return await asyncio.gather(*(shop.outcome() for _ in range(100)))

        ends = shop.play(rush)
        shop.retried(
            many,
            "in all",
            "All callers share one bucket, and it never holds more than `most`, whatever is paid in.",
        )
        at_once = sum(abs(at - shop.takes) < SLACK for _, _, at in ends)
        if at_once != 100 - many:
            raise shop.failed(
                Verdict.WRONG,
                f"{at_once} of the 100 callers were told at {shop.takes:g} s, when their call had failed",
                "Who gets no token gets the error at once. To wait for a token is to queue up for a dead service.",
                f"{100 - many} of them; the {many} with a token try again",
            )


def test_each_retry_takes_one_token(answer):
    """A retry takes a token, also when it helps; where no retry follows, none is taken."""
    shop = Shop(answer, did="20 calls, each fails once and then succeeds", share=0.1, reserve=0, most=5)

    async def flaky():
        for number in range(1, 21):
            await shop.outcome(lambda n: shop.answer.Unavailable("busy") if n == 1 else "paid")
            if number == 6:
                shop.retried(5, "in the first six calls", "A retry costs a token, whether it helps or not.")

    shop.play(flaky)
    for attempts in (1, 2):
        did = "four calls, one after the other; the service is down"
        shop = Shop(answer, did=did, share=0.0, reserve=0, most=4, attempts=attempts)

        async def down(shop=shop):
            for _ in range(4):
                await shop.outcome(lambda n: shop.answer.Unavailable("down"))

        shop.play(down)
        rule = "Look first whether another attempt is allowed, and take the token then: the last failure costs none."
        shop.retried(4 * (attempts - 1), "from a bucket of 4", rule)


def test_each_service_has_its_own_bucket(answer):
    """Two budgets in one program: one is empty, and the other is still full."""
    did = (
        "a call fails until the bucket is empty; then the same with a second RetryBudget, for another service"
    )
    shop = Shop(answer, did=did, share=0.0, reserve=0, most=2, attempts=99)

    async def both():
        other = answer.RetryBudget(shop.share, shop.reserve, shop.most, shop.attempts)
        shop.most *= 2
        for budget in (shop.budget, other):
            shop.budget = budget
            await shop.outcome(lambda n: shop.answer.Unavailable("down"))
        rule = "A bucket belongs to its RetryBudget: two services do not share their tokens."
        shop.retried(4, "from two buckets of 2", rule)

    shop.play(both)


def test_first_calls_pay_in(answer):
    """From an empty bucket, four good calls at a quarter each pay for one retry, exactly."""
    for share, each in ((0.25, 4), (0.125, 8), (0.5, 2)):
        shop = Shop(
            answer,
            did=f"one call fails until the bucket is empty; {each - 1} good calls; then two that fail",
            share=share,
            reserve=0,
            most=2,
            attempts=99,
        )

        async def calls(shop=shop, each=each):
            down = shop.answer.Unavailable("down")
            await shop.outcome(lambda n: down)
            shop.retried(
                2,
                "by the first call, from a full bucket of 2",
                "The bucket is full at first, and then empty.",
            )
            for _ in range(each - 1):
                await shop.outcome(lambda n: "paid")
            await shop.outcome(lambda n: down)
            shop.retried(
                3,
                f"after {each - 1} good calls and the next, bad one",
                "Each first call, good or bad, pays `share` in.",
            )
            await shop.outcome(lambda n: down)
            shop.retried(
                3, "after one more bad call", "A part of a token is no token; and retries pay nothing in."
            )

        shop.play(calls)


def test_time_brings_the_reserve(answer):
    """With few calls, the reserve alone allows retries; an hour of quiet fills the bucket and no more."""
    shop = Shop(
        answer,
        did="calls fail at 0, 0.25, 0.5 s and an hour later; then one fails once, and one half a second after it",
        share=0.0,
        reserve=2,
        most=3,
        attempts=99,
        takes=0.0,
    )

    async def calls():
        down = shop.answer.Unavailable("down")

        async def fails():
            await shop.outcome(lambda n: down, lambda n: 0.0)

        await fails()
        shop.retried(3, "at 0 s", "The bucket is full at first.")
        await asyncio.sleep(0.25)
        await fails()
        shop.retried(3, "at 0.25 s", "A quarter of a second at 2 a second is half a token, and that is none.")
        await asyncio.sleep(0.25)
        await fails()
        shop.retried(4, "at 0.5 s", "Each second brings `reserve` tokens, evenly, by the event loop's clock.")
        await asyncio.sleep(3600)
        await fails()
        shop.retried(7, "after an hour", "The bucket holds `most`, also after a long quiet time.")
        await asyncio.sleep(3600)
        await shop.outcome(lambda n: down if n == 1 else "paid", lambda n: 0.0)
        await asyncio.sleep(0.5)
        await fails()
        shop.retried(
            11, "half a second after the last one", "The reserve flows in whatever the bucket holds."
        )
        await asyncio.sleep(0.5)
        how, _, _ = await shop.outcome(lambda n: down if n < 6 else "paid", lambda n: 0.5)
        if how != "returned":
            raise shop.failed(
                Verdict.WRONG,
                "a call that waits half a second before each retry, with 2 tokens a second, was given up",
                "Reckon the time in when a retry is decided, too: what came in during the wait counts.",
                "it is paid at the sixth attempt",
            )

    shop.play(calls)


def test_the_bucket_is_never_more_than_full(answer):
    """Calls take ten seconds, in which ten tokens would come in: the bucket of three is full before and after."""
    shop = Shop(
        answer,
        did="20 callers at the same moment; each call takes 10 s, and fails",
        share=0.0,
        reserve=1,
        most=3,
        attempts=2,
        takes=10.0,
    )

    async def rush():
        down = answer.Unavailable("down")
        await asyncio.gather(*(shop.outcome(lambda n: down) for _ in range(20)))
        rule = (
            "The bucket never holds more than `most`, also of what time brings in while a call is under way."
        )
        shop.retried(3, "from a bucket of 3 that was full all the time", rule)

    shop.play(rush)


def test_nobody_is_hindered_on_a_good_day(answer):
    """One call in twenty fails once: each of them is tried again, and succeeds."""
    shop = Shop(answer, did="600 calls in 60 s; one in twenty fails once", share=0.1, reserve=1, most=10)
    chance = random.Random(5)

    async def day():
        tasks = []
        for _ in range(600):
            fails = chance.random() < 0.05
            down = shop.answer.Unavailable("busy")
            outcome = (lambda n, down=down: down if n == 1 else "paid") if fails else (lambda n: "paid")
            tasks.append(asyncio.create_task(shop.outcome(outcome)))
            await asyncio.sleep(0.1)
        return await asyncio.gather(*tasks)

    ends = shop.play(day)
    if bad := [value for how, value, _ in ends if how == "raised"]:
        raise shop.failed(
            Verdict.WRONG,
            f"{len(bad)} of 600 callers got an error",
            "When little fails, the first calls pay for more retries than anybody needs.",
            "all of them were paid, at the second attempt at the latest",
        )


def test_an_outage_does_not_multiply_the_load(answer):
    """Fifty calls a second, and the service is down for forty seconds: no more retries than tokens, and no fewer."""
    shop = Shop(
        answer,
        did="50 calls a second for 80 s, the service is down from 20 to 60 s; wait(n) is drawn from 0 to 2**n / 10 s",
        share=0.1,
        reserve=1,
        most=10,
    )
    shop.is_up = lambda now: not 20 <= now < 60
    chance = random.Random(8)

    async def day():
        tasks = []
        for _ in range(50 * 80):
            tasks.append(asyncio.create_task(shop.outcome(wait=lambda n: chance.uniform(0, 0.1 * 2**n))))
            await asyncio.sleep(0.02)
        return await asyncio.gather(*tasks)

    shop.play(day)
    first = sum(20 <= at < 60 for at in shop.first)
    retries = sum(20 <= at < 60 for at in shop.retries)
    load = (first + retries) / first
    tokens = shop.most + shop.share * first + shop.reserve * 40
    if retries > tokens + SLACK:
        raise shop.failed(
            Verdict.UNBOUNDED,
            f"{first} first calls and {retries} retries in the outage: {load:.2f} times the load",
            "Retries are a share of the first calls, however many attempts each caller may make.",
            f"at most {tokens:g} retries: {shop.most} tokens were in the bucket, and the others came in meanwhile",
        )
    if retries < 0.9 * tokens:
        raise shop.failed(
            Verdict.WRONG,
            f"{retries} retries in the outage, and there were {tokens:g} tokens for them",
            "As long as there is a token, a retry may take it: the budget refills while the outage lasts.",
            f"about {tokens:g}",
        )
