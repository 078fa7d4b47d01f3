"""The check of adaptive_limit: callers and a service in virtual time, judged by a log of the calls in flight."""

import asyncio
from itertools import count

from mqlearn.checks import Failed, Verdict, doing, method
from mqlearn.checks.orders import right_in_every_order
from mqlearn.exploration import WAITING, tasks
from mqlearn.simulation import Trace, run
from mqlearn.verdict import brief

TAKES = 1.037  # not a round number, so that an answer that polls is a little late
SLOW = 1.5


class Shop:
    """Callers that share one limit, and a log of their calls."""

    def __init__(self, answer, *, did, start, most, slow=SLOW):
        self.answer, self.did = answer, did
        self.trace = Trace()
        self.asked, self.begun = [], {}
        self.in_flight = self.most_in_flight = 0
        self.numbers = count(1)
        doing(did)
        self.limit = answer.AdaptiveLimit(start, most, slow)
        self.most = most
        self.highest = (0.0, start)  # the present time, and the highest limit at that time
        self.closed = False

    def failed(self, verdict, saw, rule, expected="", look=None):
        return Failed(
            verdict,
            did=self.did,
            saw=saw,
            expected=expected,
            rule=rule,
            look=look or method(self.answer.AdaptiveLimit, "run"),
            trace=self.trace,
        )

    async def ask(self, work):
        """Make one call through the limit; ``work`` runs in it."""
        name = f"call {next(self.numbers)}"
        self.asked.append(name)
        self.trace.add("caller", "asks", name)
        return await self.limit.run(lambda: self.in_the_service(name, work))

    async def in_the_service(self, name, work):
        allowed = self.limit.limit
        if not isinstance(allowed, int | float) or not 1 <= allowed <= self.most:
            raise self.failed(
                Verdict.WRONG,
                f"the limit was {brief(allowed)}",
                "Keep the limit between 1 and `most`: at 0, no call could ever raise it again.",
                f"from 1 to {self.most}",
            )
        allowed = self.highest_limit()
        if self.in_flight >= int(allowed):
            raise self.failed(
                Verdict.UNBOUNDED,
                f"{name} began at {self.now():g} s as number {self.in_flight + 1}, with a limit of {allowed:g}",
                "A call begins only while fewer than int(limit) are in flight, also after the limit has fallen.",
                f"at most {int(allowed)} in flight",
            )
        self.begun[name] = self.now()
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            with self.trace.during("service", name):
                return await work()
        finally:
            self.in_flight -= 1
            self.highest_limit()

    def highest_limit(self):
        """Return the highest limit at this time: a place that was given before the limit fell stays given."""
        moment, highest = self.highest
        limit = self.limit.limit
        if isinstance(limit, int | float):
            highest = limit if moment < self.now() else max(limit, highest)
            self.highest = (self.now(), highest)
        return highest

    def now(self):
        return asyncio.get_running_loop().time()

    def nobody_overtakes(self):
        """Check that calls began in the order in which they were asked for."""
        latest, who = 0.0, ""
        for name in self.asked:
            if name in self.begun and self.begun[name] < latest - 1e-9:
                raise self.failed(
                    Verdict.UNFAIR,
                    f"{name} began at {self.begun[name]:g} s; {who} asked before it, and began at {latest:g} s",
                    "Give a free place to the first caller in line. A new caller joins the end, even if a place is free.",
                )
            if self.begun.get(name, latest) >= latest:
                latest, who = self.begun.get(name, latest), name

    async def keeps_asking(self, work):
        while not self.closed:
            try:
                await self.ask(work)
            except self.answer.Overloaded:
                await asyncio.sleep(0)

    async def rush(self, callers, work, seconds, at=None):
        """Let so many callers ask again and again; call ``at(second)`` after every second."""
        asking = [
            asyncio.create_task(self.keeps_asking(work), name=f"caller {n}") for n in range(1, callers + 1)
        ]
        try:
            for second in range(1, seconds + 1):
                done, _ = await asyncio.wait(asking, timeout=1.0, return_when=asyncio.FIRST_EXCEPTION)
                for task in done:
                    task.result()
                if at is not None:
                    at(second)
        finally:
            self.closed = True  # a call that ends at this moment may swallow the cancellation
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)


def takes(seconds, error=None):
    async def work():
        await asyncio.sleep(seconds)
        if error is not None:
            raise error
        return "paid"

    return work


def test_a_call_goes_through(answer):
    """The call's result or error reaches the caller; a lone call begins at once."""
    shop = Shop(
        answer,
        did="one call that returns 'paid', one that raises ValueError, one that raises Overloaded",
        start=4,
        most=20,
    )

    async def main():
        got = await shop.ask(takes(TAKES))
        if got != "paid" or abs(shop.now() - TAKES) > 1e-6:
            raise shop.failed(
                Verdict.WRONG,
                f"run() returned {brief(got)} at {shop.now():g} s",
                "With room, a call begins at once, and run() returns its result.",
                f"'paid' at {TAKES} s",
            )
        for error in (ValueError("no such card"), answer.Overloaded("busy")):
            before = shop.limit.limit
            try:
                await shop.ask(takes(0.1, error))
            except type(error) as raised:
                if raised is not error:
                    raise
            else:
                raise shop.failed(
                    Verdict.WRONG,
                    f"the call raised {type(error).__name__}, and run() raised nothing",
                    "The caller must learn how the call ended, so let its error pass.",
                    f"{type(error).__name__}, as the call raised it",
                )
            if isinstance(error, ValueError) and shop.limit.limit != before:
                raise shop.failed(
                    Verdict.WRONG,
                    f"after a ValueError the limit went from {before:g} to {shop.limit.limit:g}",
                    "A wrong card says nothing about the load. Only Overloaded and slow calls do.",
                    f"still {before:g}",
                )

    run(main())


def test_as_many_as_the_limit_says(answer):
    """With a limit of 3, three calls run at the same time, and the next begins when one ends."""
    shop = Shop(
        answer,
        did=f"AdaptiveLimit(3, 3, 100); ten calls at the same moment, {TAKES} s each",
        start=3,
        most=3,
        slow=100,
    )

    async def main():
        asking = [asyncio.create_task(shop.ask(takes(TAKES))) for _ in range(10)]
        done, _ = await asyncio.wait(asking, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()

    run(main(), max_steps=100_000)
    shop.nobody_overtakes()
    moments = [event.at for event in shop.trace.of(what="start")]
    for number, moment in enumerate(moments):
        should = (number // 3) * TAKES
        if abs(moment - should) > 1e-6:
            late = moment - should < TAKES * 0.9
            raise shop.failed(
                Verdict.SPINNING if late else Verdict.WRONG,
                f"call {number + 1} began at {moment:g} s; at most {shop.most_in_flight} were in flight",
                "Do not poll: a call that ends must wake the caller that waits for its place."
                if late
                else "While fewer than int(limit) calls are in flight, the next one begins at once.",
                f"at {should:g} s, 3 in flight",
            )


def test_who_waits_does_so_as_long_as_it_takes(answer):
    """A caller waits an hour for a place, and gets it when it is free."""
    shop = Shop(
        answer,
        did="AdaptiveLimit(1, 1, 10000); one call takes an hour, and another one waits for its place",
        start=1,
        most=1,
        slow=10_000,
    )

    async def main():
        await asyncio.gather(shop.ask(takes(3_600)), shop.ask(takes(TAKES)))

    run(main(), max_steps=100_000)
    shop.nobody_overtakes()


def test_two_limits_share_nothing(answer):
    """A call of one limit does not affect callers that wait for another one."""
    did = "two limits of 1; the first has a call in flight and one in line; then a call asks the second limit"
    doing(did)
    begun = []

    async def main():
        first, second = (answer.AdaptiveLimit(1, 1, 100) for _ in range(2))

        async def call(name):
            begun.append(name)
            await asyncio.sleep(TAKES)

        asking = [
            asyncio.create_task(limit.run(lambda name=name: call(name)))
            for limit, name in ((first, "call 1"), (first, "call 2"), (second, "call 3"))
        ]
        await asyncio.sleep(TAKES / 2)
        for task in asking:
            task.cancel()
        await asyncio.wait(asking, timeout=1)

    run(main(), max_steps=100_000)
    if begun != ["call 1", "call 3"]:
        raise Failed(
            Verdict.WRONG,
            did=did,
            saw=f"begun: {', '.join(begun) or 'none'}",
            expected="call 1 and call 3 begun, and call 2 waits",
            rule="Two limits are for two services. An object made in the class body is shared by all instances, so make it in __init__.",
            look=answer.AdaptiveLimit,
        )


def test_a_fraction_is_no_place(answer):
    """A call that takes exactly `slow` seconds is good; and with a limit of 5.1, five calls run."""
    did = f"AdaptiveLimit(4, 50, {SLOW}); five calls in a row, exactly {SLOW} s each; then 12 calls at the same moment"
    shop = Shop(answer, did=did, start=4, most=50)

    async def main():
        for _ in range(5):
            await shop.ask(takes(SLOW))
        if not 4 < shop.limit.limit < 6:
            raise shop.failed(
                Verdict.WRONG,
                f"after the five calls, the limit was {shop.limit.limit:g}",
                "A good call takes at most `slow` seconds, and adds 1 / limit.",
                "about 5",
            )
        moment, limit = shop.now(), shop.limit.limit
        await asyncio.gather(*(shop.ask(takes(1.0)) for _ in range(12)))
        at_once = sum(at == moment for at in shop.begun.values())
        if at_once != int(limit):
            raise shop.failed(
                Verdict.WRONG,
                f"with a limit of {limit:g}, {at_once} of the 12 calls began at once",
                "When the limit grows, the new place may be used at once.",
                f"{int(limit)} of them",
            )

    run(main(), max_steps=100_000)
    shop.nobody_overtakes()


def test_other_errors_and_a_cancellation_say_nothing(answer):
    """A slow call that raises another error, and a call that is cancelled early or late, leave the limit as it is."""
    for words, seconds, error, patience in (
        ("raises ValueError after 3 s", 3.0, ValueError("no such card"), None),
        ("is cancelled after 0.5 s", 60.0, None, 0.5),
        ("is cancelled after 3 s", 60.0, None, 3.0),
    ):
        shop = Shop(answer, did=f"AdaptiveLimit(4, 50, {SLOW}); a call {words}", start=4, most=50)

        async def main(shop=shop, seconds=seconds, error=error, patience=patience):
            asking = asyncio.create_task(shop.ask(takes(seconds, error)))
            await asyncio.wait([asking], timeout=patience)
            asking.cancel()
            await asyncio.wait([asking], timeout=1)
            if patience is None and asking.exception() is not error:
                asking.result()
            if patience is not None and not asking.cancelled():
                raise shop.failed(
                    Verdict.WRONG,
                    "the call was cancelled, and run() did not end with CancelledError",
                    "A cancellation must reach the caller: clean up, and then `raise`.",
                )

        run(main(), max_steps=100_000)
        if shop.limit.limit != 4:
            raise shop.failed(
                Verdict.WRONG,
                f"the limit went from 4 to {shop.limit.limit:g}",
                "Only a call that returns, or raises Overloaded, says anything about the load. "
                "A cancelled call and a wrong card do not, however long they took.",
                "still 4",
            )


def test_it_grows_slowly(answer):
    """Good calls raise the limit by about 1 a round, up to `most`, and the new places are used."""
    did = f"AdaptiveLimit(4, 50, {SLOW}); 30 callers, call after call, each 0.45 s and good"
    shop = Shop(answer, did=did, start=4, most=50)
    seen = []

    async def thirteen_rounds():
        await shop.rush(30, takes(0.45), 6, lambda _: seen.append((shop.limit.limit, shop.in_flight)))

    run(thirteen_rounds(), max_steps=200_000)
    shop.nobody_overtakes()
    limit, in_flight = seen[-1]
    words = "the limit after each second: " + ", ".join(f"{limit:.3g}" for limit, _ in seen)
    if limit < 4:
        raise shop.failed(
            Verdict.WRONG,
            words,
            "Time the call from the moment it begins. The wait in your own line says nothing about the service.",
            "about 2 more in each second, because a second holds a little more than two rounds",
        )
    if not 4 + 7 <= limit <= 4 + 14:
        raise shop.failed(
            Verdict.WRONG,
            words,
            "A good call adds 1 / limit, so a round of calls adds about 1, at any limit.",
            "about 2 more in each second, because a second holds a little more than two rounds",
        )
    if in_flight < int(limit):
        raise shop.failed(
            Verdict.WRONG,
            f"after 6 s the limit was {limit:.3g}, and {in_flight} calls were in flight, with 30 callers",
            "When the limit grows, there may be room for two: let in as many calls as fit, not one for each that ends.",
            f"{int(limit)} in flight",
        )
    did = f"AdaptiveLimit(4, 6, {SLOW}); 30 callers, call after call, each 1 s and good"
    shop = Shop(answer, did=did, start=4, most=6)
    run(shop.rush(30, takes(1.0), 12), max_steps=200_000)
    if shop.most_in_flight != 6:
        raise shop.failed(
            Verdict.WRONG,
            f"at most {shop.most_in_flight} in flight",
            "The limit grows up to `most`.",
            "6, which is `most`",
        )


def test_it_falls_quickly_and_once(answer):
    """A round of bad calls cuts the limit to a half, or a little less deep, and only once."""
    for bad, words in (
        (lambda n: takes(2.0 + 0.01 * n), "slow, 2 s and a little more"),
        (
            lambda n: takes(0.5 + 0.01 * n, answer.Overloaded("busy")),
            "refused with Overloaded after half a second",
        ),
    ):
        did = f"AdaptiveLimit(16, 50, {SLOW}); 16 calls at once, all {words}; then 8; then 40 in a row"
        shop = Shop(answer, did=did, start=16, most=50)

        async def calls(shop, many, bad=bad):
            asking = [asyncio.create_task(shop.ask(bad(n))) for n in range(many)]
            for result in await asyncio.gather(*asking, return_exceptions=True):
                if isinstance(result, BaseException) and not isinstance(result, answer.Overloaded):
                    raise result

        async def main(shop=shop, calls=calls):
            before = 16
            for many in (16, 8):
                await calls(shop, many)
                now = shop.limit.limit
                if now > 0.9 * before:
                    raise shop.failed(
                        Verdict.UNBOUNDED,
                        f"after {many} bad calls the limit went from {before:g} to {now:g}",
                        "A bad call cuts the limit at once, to 0.9 or less, because the service is overloaded now.",
                        f"from {int(before / 2)} to {0.9 * before:g}",
                    )
                if now < int(before / 2):
                    raise shop.failed(
                        Verdict.WRONG,
                        f"after {many} bad calls, all begun before the first of them ended, "
                        f"the limit went from {before:g} to {now:g}",
                        "Calls that began before the last cut report the same overload again, so cut only once.",
                        f"from {int(before / 2)} to {0.9 * before:g}",
                    )
                before = now
            for _ in range(40):
                await calls(shop, 1)
                before, now = now, shop.limit.limit
                if now > max(0.9 * before, 1):
                    raise shop.failed(
                        Verdict.UNBOUNDED,
                        f"one more bad call, begun when the limit had fallen to {before:g}: it is now {now:g}",
                        "A call that began after the last cut, even at the same moment of the clock, reports a new overload: cut again.",
                        f"at most {max(0.9 * before, 1):g}",
                    )

        run(main(), max_steps=100_000)


class Till:
    """A limit of one or two places, and its callers."""

    def __init__(self, answer, places):
        self.limit = answer.AdaptiveLimit(places, places, 1_000)
        self.places = places
        self.in_flight = 0
        self.answer = answer

    async def call(self, error=None):
        async def work():
            self.in_flight += 1
            try:
                await asyncio.sleep(1)
                if error is not None:
                    raise error
            finally:
                self.in_flight -= 1

        try:
            await self.limit.run(work)
        except ValueError:
            return "failed"
        return "paid"


def test_a_place_is_always_given_back(answer):
    """In every order, with a call that fails and a caller cancelled at every step, all others get their place."""
    callers = ["Ana", "Ben", "Cem", "Dia"]
    for places in (1, 2):
        did = f"a limit of {places}; four callers, Ben's call raises ValueError; every order, and each is cancelled at each step"

        def then(till, results, did=did):
            waiting = [name for name in callers if results[name] is WAITING]
            if waiting:
                raise Failed(
                    Verdict.STUCK,
                    did=did,
                    saw=f"{waiting[0]} waits, and nothing will wake it; {till.in_flight} calls are in flight",
                    rule="Give the place back in a finally. A waiter that is cancelled must leave the line, and pass on a place that it was given.",
                    look=method(answer.AdaptiveLimit, "run"),
                )
            if till.limit.limit != till.places:
                raise Failed(
                    Verdict.WRONG,
                    did=did,
                    saw=f"the limit went from {till.places} to {till.limit.limit:g}, and no call was bad",
                    rule="A call that is cancelled says nothing about the load.",
                    look=method(answer.AdaptiveLimit, "run"),
                )

        def always(till, did=did):
            if till.in_flight > till.places:
                raise Failed(
                    Verdict.UNBOUNDED,
                    did=did,
                    saw=f"{till.in_flight} calls are in flight",
                    expected=f"at most {till.places}",
                    rule="A place counts as taken from the moment it is handed over, and it is given back once.",
                    look=method(answer.AdaptiveLimit, "run"),
                )

        doing(did)
        report = tasks(
            lambda places=places: Till(answer, places),
            {
                "Ana": lambda till: till.call(),
                "Ben": lambda till: till.call(ValueError("no such card")),
                "Cem": lambda till: till.call(),
                "Dia": lambda till: till.call(),
            },
            then=then,
            always=always,
            cancel=callers,
            schedules=3_000,
        )
        rule = "Give the place back in a finally, whatever happens in the call."
        right_in_every_order(report, did=did, rule=rule, look=method(answer.AdaptiveLimit, "run"))


class Service:
    """A service that handles so many calls at a time, each in one second; others wait in its own line."""

    def __init__(self, capacity):
        self.capacity, self.busy, self.done = capacity, 0, 0
        self.line = []

    def open(self):
        while self.line and self.busy < self.capacity:
            turn = self.line.pop(0)
            if not turn.done():
                self.busy += 1
                turn.set_result(None)

    async def pay(self):
        turn = asyncio.get_running_loop().create_future()
        self.line.append(turn)
        self.open()
        await turn
        try:
            await asyncio.sleep(1.0)
            self.done += 1
        finally:
            self.busy -= 1
            self.open()


def test_it_finds_the_capacity_again_and_again(answer):
    """The service can do 12 calls at a time, then 4, then 12 again: the limit follows."""
    phases = ((0, 12), (60, 4), (120, 12))
    did = f"AdaptiveLimit(2, 40, {SLOW}); 40 callers; a call takes 1 s; the service does 12 at a time, from 60 s on 4, from 120 s on 12"
    shop = Shop(answer, did=did, start=2, most=40)
    service = Service(12)
    seen = []

    def every_second(second):
        seen.append((service.done, shop.in_flight, shop.limit.limit))
        for begins, capacity in phases:
            if second == begins:
                service.capacity = capacity
                service.open()

    run(shop.rush(40, service.pay, 180, every_second), max_steps=500_000)
    for begins, capacity in phases:
        part = seen[begins + 29 : begins + 59]
        rate = (part[-1][0] - part[0][0]) / (len(part) - 1)
        most = max(in_flight for _, in_flight, _ in part)
        when = f"from {begins + 30} s to {begins + 60} s, with room for {capacity}:"
        limits = f"limits {min(p[2] for p in part):.3g} to {max(p[2] for p in part):.3g}"
        if most > capacity + 3:
            raise shop.failed(
                Verdict.UNBOUNDED,
                f"{when} up to {most} calls in flight, {limits}",
                "Slow calls must cut the limit every time: calls beyond the capacity only wait in the service.",
                f"hardly more than {capacity} in flight",
            )
        if rate < 0.5 * capacity:
            raise shop.failed(
                Verdict.WRONG,
                f"{when} {rate:.2g} calls done in a second, {limits}",
                "Good calls must raise the limit again, until the service is busy.",
                f"at least half of what it can do, {capacity} in a second",
            )
