"""The check of backoff: many seeded draws, and a till in virtual time, judged by a log of its calls."""

import asyncio
import random
from math import inf

from mqlearn.checks import Failed, Verdict, doing
from mqlearn.simulation import BlockingCall, Trace, run
from mqlearn.verdict import brief

DRAWS = 2000
BASE, CAP = 0.5, 30.0
FAR = 0.001, 86_400.0
"""Another base and cap, 27 doublings apart: a thousandth of a second, and a day."""
START = 100.0
"""No till begins at 0 s, so that an answer cannot mistake a point in time for a duration."""
MANY = 50
"""After this many calls the service returns a result, so that an answer that never stops is found."""
STEPS = 12
"""The most steps of the event loop that a call and the wait after it may take, however they are written."""


def longest(n, base=BASE, cap=CAP):
    return min(cap, base * 2.0 ** min(n - 1, 100))


def draw(answer, n, rng, base=BASE, cap=CAP):
    did = f"backoff({n}, {base}, {cap}, rng)"
    most = longest(n, base, cap)
    doing(did)
    try:
        wait = answer.backoff(n, base, cap, rng)
    except OverflowError as error:
        raise Failed(
            Verdict.WRONG,
            did=did,
            saw=f"OverflowError: {error}",
            expected=f"a wait from 0 to {most:g} s",
            rule="A power of two soon exceeds the range of a float, so bound the exponent, not only the product.",
            look=answer.backoff,
        ) from None
    if isinstance(wait, bool) or not isinstance(wait, int | float):
        raise Failed(
            Verdict.WRONG,
            did=did,
            saw=f"it returned {brief(wait)}",
            expected=f"a number from 0 to {most:g}",
            rule="backoff returns the wait in seconds, and does not wait itself.",
            look=answer.backoff,
        )
    if not 0 <= wait <= most:
        raise Failed(
            Verdict.WRONG,
            did=did,
            saw=f"it returned {wait:g}",
            expected=f"from 0 to {most:g}",
            rule="The longest wait is base after failure 1, doubles after each further one, and never exceeds cap.",
            look=answer.backoff,
        )
    return wait


def evenly(answer, n, base, cap):
    """Check that the waits fill 0 to the longest: ten equal parts, each with about a tenth of the draws."""
    rng, most = random.Random(n), longest(n, base, cap)
    waits = [draw(answer, n, rng, base, cap) for _ in range(DRAWS)]
    parts = [0] * 10
    for wait in waits:
        parts[min(9, int(wait / most * 10))] += 1
    if all(DRAWS / 10 * 0.6 < part < DRAWS / 10 * 1.4 for part in parts):
        return
    different = len(set(waits))
    if different <= 3:
        rule = "Without jitter, clients that failed together come back together. Draw a new wait each time."
    elif max(waits) < most / 2:
        rule = "The longest wait must double until it reaches cap. If you bound the exponent, let cap come first."
    else:
        rule = "Full jitter means that every wait from 0 to the longest is equally likely."
    raise Failed(
        Verdict.WRONG,
        did=f"backoff({n}, {base}, {cap}, rng), {DRAWS} times",
        saw=f"{different} different waits, from {min(waits):.3g} to {max(waits):.3g} s; "
        f"of ten equal parts from 0 to {most:g} s, each held: {', '.join(map(str, parts))}",
        expected=f"each part holds about {DRAWS // 10}",
        rule=rule,
        look=answer.backoff,
    )


def test_the_wait_is_drawn_from_nothing_to_the_longest(answer):
    """The longest wait doubles after each failure up to the cap, and the draws fill all of it evenly."""
    for n in (1, 2, 3, 6, 7, 8, 30, 2000):
        evenly(answer, n, BASE, CAP)
    for n in (12, 20, 28, 2000):
        evenly(answer, n, *FAR)


def test_chance_comes_from_the_callers_rng(answer):
    """The same rng gives the same waits, and another rng gives different ones."""

    def five(seed, elsewhere):
        state = random.getstate()
        random.seed(elsewhere)
        try:
            rng = random.Random(seed)
            return [draw(answer, 4, rng) for _ in range(5)]
        finally:
            random.setstate(state)

    first, again, other = five(1, 10), five(1, 11), five(2, 10)
    if first == again and first != other:
        return
    raise Failed(
        Verdict.WRONG,
        did=f"backoff(4, {BASE}, {CAP}, rng), five times, with Random(1), with a new Random(1), with Random(2)",
        saw=[", ".join(f"{wait:.3f}" for wait in waits) for waits in (first, again, other)],
        expected="the first two lines are the same, the third is different",
        rule="Draw from rng and from no other source, so that a run can be repeated.",
        look=answer.backoff,
    )


class Till:
    """One till; ``outcomes`` are what its calls do, in order: an error to raise, or a value to return."""

    def __init__(self, answer, outcomes, *, attempts=5, deadline=inf, takes=0.25, seed=0):
        self.answer, self.outcomes, self.takes = answer, outcomes, takes
        self.attempts, self.deadline, self.seed = attempts, deadline, seed
        self.trace = Trace()
        self.begun, self.ended = [], []
        self.did = (
            f"retry(charge, attempts={attempts}, base={BASE}, cap={CAP}, rng=Random({seed}), "
            f"deadline={deadline}); {self.plan()}"
        )

    def plan(self):
        words = [
            f"raises {type(one).__name__}" if isinstance(one, BaseException) else f"returns {one!r}"
            for one in self.outcomes
        ]
        return f"each call takes {self.takes} s; the calls: {', '.join(words[:6])}{' …' if len(words) > 6 else ''}"

    async def charge(self):
        now = asyncio.get_running_loop().time
        number = len(self.begun)
        self.begun.append(now())
        self.trace.add("till", "start", f"call {number + 1}")
        try:
            if number >= MANY:
                return "gave in"
            await asyncio.sleep(self.takes)
            outcome = self.outcomes[min(number, len(self.outcomes) - 1)]
            if isinstance(outcome, BaseException):
                raise outcome
            return outcome
        finally:
            self.trace.add("till", "end", f"call {number + 1}")
            self.ended.append(now())

    async def retry(self):
        return await self.answer.retry(
            self.charge,
            attempts=self.attempts,
            base=BASE,
            cap=CAP,
            rng=random.Random(self.seed),
            deadline=self.deadline,
        )

    def use(self):
        """Run retry. Return ("returned", value, at) or ("raised", error, at)."""
        doing(self.did)

        async def main():
            await asyncio.sleep(START)
            return await self.outcome()

        return run(main(), max_steps=20_000)

    async def outcome(self):
        loop = asyncio.get_running_loop()
        before = loop.steps
        try:
            return "returned", await self.retry(), loop.time()
        except (BlockingCall, NotImplementedError):
            raise  # not from a call of this till
        except Exception as error:
            return "raised", error, loop.time()
        finally:
            self.steps = loop.steps - before

    def failed(self, saw, rule, expected=""):
        return Failed(
            Verdict.WRONG,
            did=self.did,
            saw=saw,
            expected=expected,
            rule=rule,
            look=self.answer.retry,
            trace=self.trace,
        )

    def times(self):
        if not self.begun:
            return "no call"
        return f"{len(self.begun)} calls, begun at {', '.join(f'{at:.2f}' for at in self.begun[:8])} s"


def same(till, got, way, what, calls, rule):
    """Check that retry ended as it should, after so many calls, at the moment when the last of them ended."""
    how, value, at = got
    right = how == way and value is what
    if not right or len(till.begun) != calls:
        shown = f"{how} {brief(value) if how == 'returned' else repr(value)}"
        raise till.failed(
            [till.times(), f"then retry {shown}"],
            rule,
            f"{calls} calls, then it {way} {what!r}, the same one",
        )
    if abs(at - till.ended[-1]) > 1e-6:
        raise till.failed(
            f"the last call ended at {till.ended[-1]:.2f} s, and retry at {at:.2f} s",
            "Do not wait after the last call, because no call follows.",
            "both at the same moment",
        )


def test_a_good_call_is_returned(answer):
    """What the first good call returns is returned at once, also None and 0."""
    for value in ("paid", None, 0):
        till = Till(answer, [value])
        same(
            till,
            till.use(),
            "returned",
            value,
            1,
            "A call that returns has succeeded, whatever it returns.",
        )
    till = Till(answer, [answer.Unavailable("busy"), answer.Unavailable("busy"), "paid"])
    same(till, till.use(), "returned", "paid", 3, "Try again after a transient error.")


def test_only_what_is_transient_is_tried_again(answer):
    """Any other error reaches the caller at once, unchanged; a subclass of Unavailable is transient, too."""
    for error in (
        ValueError("no such card"),
        KeyError("amount"),
        OSError("disk full"),
        TimeoutError("no answer"),
        ConnectionResetError("hung up"),
    ):
        till = Till(answer, [error])
        same(
            till,
            till.use(),
            "raised",
            error,
            1,
            "Catch Unavailable, and nothing else: a wrong card stays wrong, and a call that timed out may have charged the card.",
        )
    error = ValueError("no such card")
    till = Till(answer, [answer.Unavailable("busy"), error])
    same(
        till,
        till.use(),
        "raised",
        error,
        2,
        "Catch Unavailable, and nothing else, also at the second attempt: a wrong card stays wrong.",
    )

    class Restarting(answer.Unavailable):
        pass

    till = Till(answer, [Restarting("one minute"), "paid"])
    same(
        till,
        till.use(),
        "returned",
        "paid",
        2,
        "A subclass of Unavailable is transient, too: `except Unavailable` catches it.",
    )


def test_attempts_are_limited(answer):
    """The error of the last attempt reaches the caller, without another wait."""
    for attempts in (1, 2, 5, 12):
        errors = [answer.Unavailable(f"busy, call {n}") for n in range(1, 60)]
        till = Till(answer, errors, attempts=attempts)
        same(
            till,
            till.use(),
            "raised",
            errors[attempts - 1],
            attempts,
            "Make at most `attempts` calls; then let the last error reach the caller.",
        )


def test_the_waits_between_the_calls_are_those_of_backoff(answer):
    """The wait after the n-th failure is between 0 and the longest wait, and differs from run to run."""
    gaps = {1: [], 2: [], 3: [], 4: []}
    for seed in range(100):
        till = Till(answer, [answer.Unavailable("busy")] * 9, seed=seed)
        till.use()
        for n in gaps:
            gap = till.begun[n] - till.ended[n - 1]
            gaps[n].append(gap)
            if not -1e-9 <= gap <= longest(n) + 1e-9:
                raise till.failed(
                    f"failure {n} at {till.ended[n - 1]:.2f} s, the next call at {till.begun[n]:.2f} s",
                    "Wait backoff(n, …) seconds after failure n; the first failure is number 1.",
                    f"at most {longest(n):g} s later",
                )
    for n, found in gaps.items():
        if min(found) > 0.15 * longest(n) or max(found) < 0.85 * longest(n):
            raise Failed(
                Verdict.WRONG,
                did=f"retry with Random(0) to Random(99), all calls raise Unavailable; the wait after failure {n}",
                saw=f"from {min(found):.3g} to {max(found):.3g} s, {len(set(found))} different ones",
                expected=f"spread from 0 to {longest(n):g} s",
                rule="Wait backoff(n, …) seconds after failure n, drawn from the caller's rng.",
                look=answer.retry,
            )


def test_it_sleeps_once_between_two_calls(answer):
    """retry sleeps once until the next call, and does not poll."""
    tills = [Till(answer, [answer.Unavailable("busy")] * 9, seed=seed) for seed in range(20)]
    for till in tills:
        till.use()
    steps, calls = sum(till.steps for till in tills), sum(len(till.begun) for till in tills)
    if steps > STEPS * calls:
        raise Failed(
            Verdict.SPINNING,
            did="retry with Random(0) to Random(19), all calls raise Unavailable; counted the steps of the event loop",
            saw=f"{steps} steps for {calls} calls",
            expected=f"at most {STEPS * calls}",
            rule="You know when the next attempt begins, so use one `asyncio.sleep` for the whole wait.",
            look=answer.retry,
        )


def test_two_tills_do_not_disturb_each_other(answer):
    """Two tills at the same time: each makes its calls when it would have made them alone."""
    for second in (["paid"], [answer.Unavailable("busy")] * 9):

        def tills(second=second):
            return [
                Till(answer, plan, seed=n)
                for n, plan in enumerate(([answer.Unavailable("busy")] * 9, second))
            ]

        alone, together = tills(), tills()
        ends = [till.use()[0] for till in alone]

        async def both(together=together):
            await asyncio.sleep(START)
            return await asyncio.gather(*(till.outcome() for till in together))

        together[1].did += "; another till called at the same moment, and all its calls raised Unavailable"
        doing(together[1].did)
        for one, other, end, (how, _, _) in zip(
            alone, together, ends, run(both(), max_steps=40_000), strict=True
        ):
            if how == end and other.begun == one.begun:
                continue
            other.did = together[1].did
            raise other.failed(
                f"{other.times()}; then it {how}",
                "Each retry is independent: keep its counts and waits in local variables, not in anything shared.",
                f"as without the other till: {one.times()}; then it {end}",
            )


def test_a_cancellation_is_no_failure(answer):
    """A retry that is cancelled, in a call or between two, ends at that moment and makes no further call."""
    for cancel_at, where in ((0.1, "in the first call"), (None, "between two calls")):
        till = Till(answer, [answer.Unavailable("busy")] * 60, seed=3)
        till.did += f"; cancelled {where}"
        doing(till.did)

        async def main(till=till, cancel_at=cancel_at):
            loop = asyncio.get_running_loop()
            task = asyncio.create_task(till.retry())
            if cancel_at is None:
                while not till.ended:
                    await asyncio.sleep(0.05)
                await asyncio.sleep(0.02)
            else:
                await asyncio.sleep(cancel_at)
            task.cancel()
            at = loop.time()
            calls = len(till.begun)
            await asyncio.wait([task], timeout=200)
            return task.cancelled(), at, loop.time(), calls, len(till.ended)

        cancelled, at, over, calls, ended = run(main(), max_steps=20_000)
        if cancelled and ended < calls:
            raise till.failed(
                f"cancelled at {at:.2f} s in call {calls}, and that call went on in the background",
                "Await the call itself, so that a cancellation reaches it, too.",
                "the call ends when its caller does",
            )
        if not cancelled or len(till.begun) > calls or over > at + 1e-6:
            raise till.failed(
                f"cancelled at {at:.2f} s after {calls} calls; {till.times()}; "
                f"it ended {'cancelled' if cancelled else 'without a cancellation'} at {over:.2f} s",
                "A cancellation is an order to stop. Never swallow it, neither by catching BaseException nor CancelledError.",
                f"it ends cancelled at {at:.2f} s, with no further call",
            )

    till = Till(answer, [asyncio.CancelledError()] * 3)
    till.did += "; the operation itself is cancelled from elsewhere"
    doing(till.did)

    async def ended():
        task = asyncio.create_task(till.retry())
        await asyncio.wait([task])
        return task.cancelled()

    if not run(ended(), max_steps=20_000) or len(till.begun) != 1:
        raise till.failed(
            till.times(), "Let a cancellation reach the caller, and never retry after it.", "1 call"
        )


def test_no_attempt_begins_after_the_deadline(answer):
    """If the next wait would end after the deadline, the error reaches the caller at once."""
    for seed in range(30):
        errors = [answer.Unavailable(f"busy, call {n}") for n in range(1, 60)]
        till = Till(answer, errors, attempts=20, deadline=START + 4, seed=seed)
        how, value, at = till.use()
        last = len(till.begun)
        if last > 1 and till.begun[-1] > START + 4 + 1e-9:
            raise till.failed(
                till.times(),
                "Begin no call after the deadline, because no caller waits for its result any more.",
                f"no call begins after {START + 4:g} s",
            )
        if not 1 <= last <= len(errors) or how != "raised" or value is not errors[last - 1]:
            raise till.failed(
                f"{till.times()}; then retry {how} {value!r}",
                "At the deadline, as after the last attempt, let the last error reach the caller.",
                "the error of the last call",
            )
        if last > 1 and till.begun[-1] > START + 4 - 1e-9:
            raise till.failed(
                till.times(),
                "Do not cut the wait short, because all tills with the same deadline would then come back together.",
                f"no call at exactly {START + 4:g} s",
            )
        if at > till.ended[-1] + 1e-6:
            raise till.failed(
                f"the last call ended at {till.ended[-1]:.2f} s, and retry at {at:.2f} s",
                "Draw the wait first. If it would end after the deadline, raise at once, because the caller can use the time.",
                "both at the same moment",
            )
    tries = [
        (
            till := Till(
                answer, [answer.Unavailable("busy")] * 30, attempts=2, deadline=START + 0.25 + BASE, seed=seed
            )
        ).use()
        and len(till.begun)
        for seed in range(20)
    ]
    if set(tries) != {2}:
        raise till.failed(
            f"with a deadline {0.25 + BASE} s after the first call, the second attempt was made in {tries.count(2)} of 20 runs",
            "The first wait ends before this deadline, whatever is drawn, so make the second attempt.",
            "in all of them",
        )


def test_the_first_attempt_is_always_made(answer):
    """If the deadline has passed before the first attempt, that one is made, and no further one."""
    rule = "Always make the first attempt: the deadline limits only the further ones."
    for outcome in ("paid", answer.Unavailable("busy")):
        till = Till(answer, [outcome], deadline=START - 1)
        same(till, till.use(), "returned" if outcome == "paid" else "raised", outcome, 1, rule)
