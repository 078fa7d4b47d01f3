"""The check of retry_budget: many callers and a service in virtual time, judged by a log of calls and retries."""

import asyncio
import random

from mqlearn.checks import Failed, Verdict, doing, method
from mqlearn.simulation import Trace, run
from mqlearn.verdict import brief

SLACK = 1e-6
STEPS = 12
"""The most steps of the event loop that a call and the wait after it may take, however they are written."""


class Shop:
    """Callers with one budget, and a service that logs every call."""

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
                    f"all calls had ended, and {len(left)} tasks of the answer were still running",
                    "A bucket needs no task that fills it: whenever you use it, add what the time since then has brought.",
                    "no task",
                )
            return result

        return run(main(), max_steps=400_000)

    def now(self):
        return asyncio.get_running_loop().time()

    async def call(self, outcome=None, wait=lambda n: 0.5):
        """Make one call through the budget; ``outcome(number)`` decides each attempt, else the service's state does."""
        self.callers += 1
        name, attempts, came = f"call {self.callers}", 0, self.now()

        async def operation():
            nonlocal attempts
            attempts += 1
            if attempts == 1 and self.now() > came + SLACK:
                raise self.failed(
                    Verdict.WRONG,
                    f"{name} came at {came:g} s and was made at {self.now():g} s",
                    "The budget limits retries only. Make a first call at once, whatever the bucket holds.",
                )
            if attempts > self.attempts:
                raise self.failed(
                    Verdict.UNBOUNDED,
                    f"{name} was tried for the {attempts}th time at {self.now():g} s",
                    "The budget does not replace the limit: make at most `attempts` calls, including the first.",
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
        """Check that there were no more retries so far than tokens."""
        tokens = self.most + self.share * len(self.first) + self.reserve * self.now()
        if len(self.retries) > tokens + SLACK:
            raise self.failed(
                Verdict.UNBOUNDED,
                f"retry number {len(self.retries)} at {self.now():g} s, after {len(self.first)} first calls: there "
                f"were at most {self.most} + {self.share} · {len(self.first)} + {self.reserve} · {self.now():g} "
                f"= {tokens:g} tokens",
                "Take the token when you decide to retry, with no await between the check and the payment.",
            )

    def failed(self, verdict, saw, rule, expected=""):
        return Failed(
            verdict,
            did=self.did,
            saw=saw,
            expected=expected,
            rule=rule,
            look=method(self.answer.RetryBudget, "call"),
            trace=self.trace,
        )

    async def outcome(self, *args, **options):
        """Make a call. Return how it ended, and when."""
        try:
            return "returned", await self.call(*args, **options), self.now()
        except (self.answer.Unavailable, OSError, ValueError) as error:
            return "raised", error, self.now()

    def retried(self, many, words, rule, verdict=Verdict.WRONG):
        """Check that there were exactly so many retries."""
        if len(self.retries) != many:
            raise self.failed(
                Verdict.UNBOUNDED if len(self.retries) > many else verdict,
                f"{len(self.retries)} retries {words}, for {len(self.first)} first calls",
                rule,
                f"{many} retries",
            )


def test_a_call_goes_through(answer):
    """The call's result or error reaches the caller; only Unavailable is retried, up to `attempts` calls."""

    class Restarting(answer.Unavailable):
        pass

    for outcomes, calls, rule in (
        (["paid"], 1, "Return the result of a good call."),
        ([None], 1, "Return the result of a good call, also None."),
        ([answer.Unavailable("busy"), "paid"], 2, "With tokens in the bucket, retry after Unavailable."),
        (
            [Restarting("one minute"), "paid"],
            2,
            "A subclass of Unavailable is retried, too: `except Unavailable` catches it.",
        ),
        ([ValueError("no such card")], 1, "Only Unavailable is worth a retry."),
        ([OSError("disk full")], 1, "Only Unavailable is worth a retry."),
        (
            [TimeoutError("no answer")],
            1,
            "Only Unavailable is worth a retry: a call that timed out may have charged the card.",
        ),
        ([ConnectionResetError("hung up")], 1, "Only Unavailable is worth a retry."),
        (
            [answer.Unavailable(f"busy, attempt {n}") for n in range(1, 9)],
            4,
            "Let the last error reach the caller.",
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
                f"it ended at {at:g} s; wait was called with {waits}",
                "Wait wait(n) seconds after failure n, counted from 1; do not wait if no attempt follows.",
                f"at {should:g} s",
            )


def test_it_sleeps_once_before_a_retry(answer):
    """A call sleeps once until its retry, and does not poll."""
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
            "You know when the retry begins, so use one `asyncio.sleep` for the whole wait.",
            f"at most {STEPS * calls}",
        )


def test_a_cancellation_is_no_failure(answer):
    """A call that is cancelled, in an attempt or between two, ends at that moment and makes no further attempt."""
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
                    "A cancellation is an order to stop. Let it pass, and never retry after it.",
                    f"it ends cancelled at {at:g} s, with no further call",
                )
            await asyncio.sleep(SLACK)
            if asyncio.all_tasks() - {asyncio.current_task()}:
                raise shop.failed(
                    Verdict.LEAKED,
                    f"cancelled at {at:g} s, and a task of the call went on in the background",
                    "Await the operation itself, so that a cancellation reaches it, too.",
                    "the call ends when its caller does",
                )

        shop.play(cancelled)


def test_one_bucket_for_all(answer):
    """A hundred callers at the same moment, the service down: together they make as many retries as there are tokens."""
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
            "All callers share one bucket, and it never holds more than `most`, however much is paid in.",
        )
        at_once = sum(abs(at - shop.takes) < SLACK for _, _, at in ends)
        if at_once != 100 - many:
            raise shop.failed(
                Verdict.WRONG,
                f"{at_once} of the 100 callers got the error at {shop.takes:g} s, when their call failed",
                "Without a token, raise the error at once. A caller that waits for a token queues up for a dead service.",
                f"{100 - many} of them; the {many} with a token retry",
            )


def test_each_retry_takes_one_token(answer):
    """A retry takes a token, also when it succeeds; where no retry follows, none is taken."""
    shop = Shop(answer, did="20 calls, each fails once and then succeeds", share=0.1, reserve=0, most=5)

    async def flaky():
        for number in range(1, 21):
            await shop.outcome(lambda n: shop.answer.Unavailable("busy") if n == 1 else "paid")
            if number == 6:
                shop.retried(5, "in the first six calls", "A retry costs a token, also when it succeeds.")

    shop.play(flaky)
    for attempts in (1, 2):
        did = "four calls, one after the other; the service is down"
        shop = Shop(answer, did=did, share=0.0, reserve=0, most=4, attempts=attempts)

        async def down(shop=shop):
            for _ in range(4):
                await shop.outcome(lambda n: shop.answer.Unavailable("down"))

        shop.play(down)
        rule = (
            "First check that another attempt is allowed, then take the token: the last failure costs none."
        )
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
        rule = "A bucket belongs to one RetryBudget, so two services do not share their tokens."
        shop.retried(4, "from two buckets of 2", rule)

    shop.play(both)


def test_first_calls_pay_in(answer):
    """From an empty bucket, four first calls at a quarter each pay for exactly one retry."""
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
                "The bucket is full at first. Each retry takes one token, until it is empty.",
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
                3, "after one more bad call", "A fraction of a token is no token, and retries pay nothing in."
            )

        shop.play(calls)


def test_time_brings_the_reserve(answer):
    """With few calls, the reserve alone allows retries; a quiet hour fills the bucket and no more."""
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
        shop.retried(
            3,
            "at 0.25 s",
            "A quarter of a second at 2 tokens a second brings half a token, which is not enough.",
        )
        await asyncio.sleep(0.25)
        await fails()
        shop.retried(
            4,
            "at 0.5 s",
            "`reserve` tokens a second flow in evenly, by the event loop's clock: half a second brings half of them.",
        )
        await asyncio.sleep(3600)
        await fails()
        shop.retried(
            7, "after an hour", "The bucket never holds more than `most`, also after a long quiet time."
        )
        await asyncio.sleep(3600)
        await shop.outcome(lambda n: down if n == 1 else "paid", lambda n: 0.0)
        await asyncio.sleep(0.5)
        await fails()
        shop.retried(
            11,
            "half a second after the last one",
            "The reserve flows in at the same rate, whatever the bucket holds.",
        )
        await asyncio.sleep(0.5)
        how, _, _ = await shop.outcome(lambda n: down if n < 6 else "paid", lambda n: 0.5)
        if how != "returned":
            raise shop.failed(
                Verdict.WRONG,
                "a call that waits half a second before each retry, with 2 tokens a second, raised its error",
                "Add what time has brought when you decide on a retry, too: tokens that came in during the wait count.",
                "it succeeds at the sixth attempt",
            )

    shop.play(calls)


def test_the_bucket_is_never_more_than_full(answer):
    """While calls take ten seconds, ten tokens would come in, but the bucket of three is full before and after."""
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
        rule = "The bucket never holds more than `most`: what time brings to a full bucket is lost, also during a call."
        shop.retried(3, "from a bucket of 3 that was full all the time", rule)

    shop.play(rush)


def test_nobody_is_hindered_on_a_good_day(answer):
    """One call in twenty fails once: each of them is retried, and succeeds."""
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
            "When few calls fail, the first calls pay for more retries than are needed, so every caller gets one.",
            "all of them succeed, at the second attempt at the latest",
        )


def test_an_outage_does_not_multiply_the_load(answer):
    """Fifty calls a second, and forty seconds of outage: as many retries as tokens, no more and no fewer."""
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
            "Retries must stay a share of the first calls, however many attempts each caller may make.",
            f"at most {tokens:g} retries: {shop.most} tokens were in the bucket, and the others came in during the outage",
        )
    if retries < 0.9 * tokens:
        raise shop.failed(
            Verdict.WRONG,
            f"{retries} retries in the outage, and there were {tokens:g} tokens for them",
            "While there is a token, a retry may take it: the bucket refills during the outage.",
            f"about {tokens:g}",
        )
