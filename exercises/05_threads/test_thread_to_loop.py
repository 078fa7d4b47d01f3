"""The check of thread_to_loop: an event loop as one thread among others, in every order; it knows who calls it."""

import asyncio
import threading
import time
from collections import Counter

from mqlearn.checks import Failed, Verdict, doing, method
from mqlearn.checks.orders import right_in_every_order
from mqlearn.exploration import ExploredLoop, threads
from mqlearn.exploration.threads.managed import running

ON_WAITING = (
    "A loop that sleeps is woken by call_soon_threadsafe and run_coroutine_threadsafe only; "
    "a thread that waits, by a notify, a release or a future's result."
)
ON_INTRUDING = (
    "An event loop, its futures and its queues belong to one thread. From any other one, ask the loop "
    "to make the call: call_soon_threadsafe(...) or run_coroutine_threadsafe(...)."
)
CLOSED = "closed"
WEIGHTS = [1, 0, 2]  # 0 is a weight, too: the bowl is off the scale


class Bakery:
    """A loop and a bridge into it, or two."""

    def __init__(self, answer, maxsize, two=False):
        self.answer = answer
        self.loop = ExploredLoop()
        self.bridge = answer.Bridge(self.loop, maxsize)
        self.other = answer.Bridge(self.loop, maxsize) if two else None
        self.taken = threading.Event()
        self.helpers = 0

    async def get(self):
        try:
            return await self.bridge.get()
        except self.answer.Closed:
            return CLOSED


def explored(
    answer, did, maxsize, oven, others, judge, *, beside=None, rule=ON_WAITING, look=None, preemptions=2
):
    """The oven program runs in the loop, the others are threads with the bridge, those beside them threads with the bakery."""
    doing(did)
    look = look or answer.Bridge

    def the_loop_is_well(bakery):
        if bakery.loop.intrusions:
            saw = bakery.loop.intrusions[0]
            raise Failed(Verdict.RACE, did=did, saw=saw, rule=ON_INTRUDING, look=answer.Bridge)
        if bakery.loop.errors:
            saw = f"a callback in the loop raised {bakery.loop.errors[0]!r}, and no caller saw it"
            rule = (
                "An error in a callback reaches no caller. Make sure that there is room before you hand over."
            )
            raise Failed(Verdict.LOST, did=did, saw=saw, rule=rule, look=method(answer.Bridge, "put"))

    def then(bakery, results):
        if bakery.helpers:
            raise Failed(
                Verdict.WRONG,
                did=did,
                saw=f"the bridge started {bakery.helpers} thread{'s' * (bakery.helpers > 1)} of its own",
                rule="Start no threads: a coroutine awaits, and needs no thread that waits for it.",
                look=answer.Bridge,
            )
        the_loop_is_well(bakery)
        judge(results)

    def in_the_loop(bakery):
        result = bakery.loop.run(oven(bakery))
        bakery.helpers = running().scheduler.started
        return result

    def work(of):
        return lambda bakery: of(bakery.bridge)

    report = threads(
        lambda: Bakery(answer, maxsize),
        {
            "oven": in_the_loop,
            **{who: work(of) for who, of in others.items()},
            **(beside or {}),
        },
        then=then,
        always=the_loop_is_well,
        schedules=6_000,
        preemptions=preemptions,
    )
    right_in_every_order(report, did=did, rule=rule, look=look)


def scale(weights, closes=True):
    def work(bridge):
        for weight in weights:
            bridge.put(weight)
        if closes:
            bridge.close()

    return work


def takes(times):
    async def oven(bakery):
        return [await bakery.get() for _ in range(times)]

    return oven


def expect_weights(got, want, did, look):
    """The weights in the order in which they were put, and Closed at the end."""
    if got == want:
        return
    spare, missing = Counter(got) - Counter(want), Counter(want) - Counter(got)
    if not spare:
        verdict, rule = Verdict.REORDERED, "What one thread puts first comes out first."
    elif CLOSED in spare:
        verdict, rule = Verdict.LOST, "Closed comes after everything that was put before it."
    elif CLOSED in missing:
        verdict, rule = (
            Verdict.WRONG,
            "Once all was handed out and the bridge is closed, get() raises Closed, always.",
        )
    else:
        verdict, rule = Verdict.WRONG, "get() returns what was put, each weight once."
    if set(spare) <= set(want) - {CLOSED} and spare:
        verdict, rule = Verdict.DUPLICATED, "One put, one get."
    raise Failed(verdict, did=did, saw=f"get() gave {got}", expected=f"{want}", rule=rule, look=look)


def gives(want, did, look):
    """A judge who wants these weights."""
    return lambda results: expect_weights(results["oven"], want, did, look)


def test_weights_arrive(answer):
    """What a thread puts comes out in the loop, in the same order, whatever the order of the two."""
    did = "maxsize=5; a thread put 1, 0 and 2, while the loop called get() three times"
    judge = gives(WEIGHTS, did, method(answer.Bridge, "get"))
    explored(answer, did, 5, takes(3), {"scale": scale(WEIGHTS, closes=False)}, judge)


def test_a_full_bridge_makes_the_thread_wait(answer):
    """While maxsize weights wait, put() waits; it returns when one is taken, and not before."""
    for maxsize in (1, 2):
        did = f"maxsize={maxsize}; a thread put {maxsize + 2} weights; the loop took one every 10 s, from 10 s on"
        count = maxsize + 2

        async def oven(bakery, count=count):
            got = []
            for n in range(1, count + 1):
                await asyncio.sleep(10 * n - asyncio.get_running_loop().time())
                got.append(await bakery.get())
            return got

        def puts(bridge, count=count):
            moments = []
            for weight in range(count):
                bridge.put(weight)
                moments.append(time.monotonic())
            return moments

        def judge(results, did=did, maxsize=maxsize, count=count):
            expect_weights(results["oven"], list(range(count)), did, method(answer.Bridge, "get"))
            due = [0.0] * maxsize + [10.0, 20.0]
            for number, (at, moment) in enumerate(zip(results["scale"], due, strict=True), 1):
                if at == moment:
                    continue
                if at < moment:
                    verdict, rule = (
                        Verdict.UNBOUNDED,
                        "Count what waits, wherever it waits; the thread waits for room.",
                    )
                elif at - moment < 5:
                    verdict, rule = (
                        Verdict.SPINNING,
                        "Do not poll: the call that takes a weight wakes the thread.",
                    )
                else:
                    verdict, rule = Verdict.WRONG, "With room for it, put() hands over and returns."
                saw, expected = f"put number {number} returned at {at:g} s", f"at {moment:g} s"
                raise Failed(
                    verdict, did=did, saw=saw, expected=expected, rule=rule, look=method(answer.Bridge, "put")
                )

        explored(
            answer,
            did,
            maxsize,
            oven,
            {"scale": puts},
            judge,
            look=method(answer.Bridge, "put"),
            preemptions=1,
        )


def test_the_end_is_heard(answer):
    """After close() what still waits is handed out, and then Closed is raised, again and again."""
    for maxsize in (5, 1):
        did = f"maxsize={maxsize}; a thread put 1 and 0 and closed, while the loop called get() four times"
        want = [1, 0, CLOSED, CLOSED]
        judge = gives(want, did, method(answer.Bridge, "get"))
        explored(
            answer,
            did,
            maxsize,
            takes(4),
            {"scale": scale([1, 0])},
            judge,
            look=method(answer.Bridge, "close"),
        )
    did = "maxsize=1; a thread closed the bridge without a put, while the loop called get() twice"
    judge = gives([CLOSED] * 2, did, method(answer.Bridge, "get"))
    explored(answer, did, 1, takes(2), {"scale": scale([])}, judge, look=method(answer.Bridge, "close"))


def test_the_loop_goes_on_and_the_weight_is_there_at_once(answer):
    """While nothing comes, other tasks of the loop run; a weight is there at the moment when it is put."""
    did = "maxsize=1; a thread put 1 at 3.037 s and 2 at 7.019 s; in the loop one task got them, another one ticked"

    async def oven(bakery):
        ticks = []

        async def clock():
            for n in range(10):
                await asyncio.sleep(n + 0.5 - asyncio.get_running_loop().time())
                ticks.append(asyncio.get_running_loop().time())

        ticking = asyncio.create_task(clock())
        got = [(await bakery.get(), time.monotonic()) for _ in range(3)]
        await ticking
        return got, ticks

    def sometimes(bridge):
        for moment, weight in ((3.037, 1), (7.019, 2)):
            time.sleep(moment - time.monotonic())
            bridge.put(weight)
        bridge.close()

    def judge(results):
        got, ticks = results["oven"]
        late = next((t for n, t in enumerate(ticks) if t != n + 0.5), None)
        if late is not None:
            raise Failed(
                Verdict.LOOP_BLOCKED,
                did=did,
                saw=f"a tick of the other task came at {late:g} s, and was due before",
                expected="a tick every second, at half past",
                rule="While get() waits, it awaits. A call that blocks holds up every task of the loop.",
                look=method(answer.Bridge, "get"),
            )
        expect_weights([weight for weight, _ in got], [1, 2, CLOSED], did, method(answer.Bridge, "get"))
        if [at for _, at in got] != [3.037, 7.019, 7.019]:
            raise Failed(
                Verdict.SPINNING,
                did=did,
                saw="get() returned " + ", ".join(f"{weight} at {at:g} s" for weight, at in got),
                expected="at 3.037 s, 7.019 s and 7.019 s",
                rule="Do not poll: put wakes the loop, and the loop wakes get().",
                look=method(answer.Bridge, "get"),
            )

    explored(answer, did, 1, oven, {"scale": sometimes}, judge)


def test_two_threads_and_one_place(answer):
    """Two threads share a bridge with one place: every weight arrives, and no call waits forever."""
    for first, preemptions in (([1], 1), ([1, 2], 0)):
        did = f"maxsize=1; one thread put {' and '.join(map(str, first))}, another one 11, and the loop got them all"

        def judge(results, did=did, first=first):
            got = results["oven"]
            expect_weights(
                [weight for weight in got if weight != 11], first, did, method(answer.Bridge, "get")
            )
            expect_weights(
                [weight for weight in got if weight not in first], [11], did, method(answer.Bridge, "get")
            )

        work = {"scale 1": scale(first, closes=False), "scale 2": scale([11], closes=False)}
        explored(answer, did, 1, takes(len(first) + 1), work, judge, preemptions=preemptions)


def test_whoever_comes_first(answer):
    """A thread that was woken because of room may find it taken by a third one, and waits again."""
    did = (
        "maxsize=1; one thread put 1 and 2 at 0 s; the loop took one at 10 s, and another thread put 11 right then; "
        "the loop took the rest at 20 s and 30 s"
    )

    async def oven(bakery):
        got = []
        for n in (10, 20, 30):
            await asyncio.sleep(n - asyncio.get_running_loop().time())
            got.append(await bakery.get())
            bakery.taken.set()
        return got

    def first(bridge):
        bridge.put(1)
        bridge.put(2)
        return time.monotonic()

    def comes_in_between(bakery):
        bakery.taken.wait()
        bakery.bridge.put(11)
        return time.monotonic()

    def judge(results):
        moments = sorted((results["scale 1"], results["scale 2"]))
        if moments != [10, 20]:
            raise Failed(
                Verdict.UNBOUNDED if moments < [10, 20] else Verdict.WRONG,
                did=did,
                saw=f"the puts of 2 and of 11 returned at {moments[0]:g} s and at {moments[1]:g} s",
                expected="one at 10 s, the other at 20 s: one for each place that was free",
                rule="After a wake-up, check again that there is room, and take it under the same lock.",
                look=method(answer.Bridge, "put"),
            )
        got = results["oven"]
        expect_weights([weight for weight in got if weight != 11], [1, 2], did, method(answer.Bridge, "get"))
        expect_weights([weight for weight in got if weight == 11], [11], did, method(answer.Bridge, "get"))

    beside = {"scale 2": comes_in_between}
    look = method(answer.Bridge, "put")
    explored(answer, did, 1, oven, {"scale 1": first}, judge, beside=beside, look=look, preemptions=0)


def test_nobody_looks_at_the_clock(answer):
    """A wait, in the thread or in the loop, lasts until the change comes, however long it takes."""
    years = 10**10
    did = (
        f"maxsize=1; the loop called get() at 0 s; a thread put 1, 0 and 2 at {years:,} s and closed; "
        f"the loop called get() again at {2 * years:,} s, three times"
    )

    async def oven(bakery):
        first = await bakery.get(), time.monotonic()
        await asyncio.sleep(2 * years - asyncio.get_running_loop().time())
        return first, [await bakery.get() for _ in range(3)]

    def outcome(call, *arguments):
        try:
            return call(*arguments), time.monotonic()
        except Exception as error:
            return type(error).__name__, time.monotonic()

    def puts(bridge):
        time.sleep(years)
        moments = [outcome(bridge.put, weight) for weight in WEIGHTS]
        outcome(bridge.close)
        return moments

    def judge(results):
        (first, rest), moments = results["oven"], results["scale"]
        want = (1, years), [(None, years), (None, years), (None, 2 * years)]
        if (first, moments) != want:
            told = ", ".join(f"{what!r} at {at:,.0f} s" for what, at in moments)
            early = first == want[0] and moments[2][0] is None and moments[2][1] < 2 * years
            raise Failed(
                Verdict.UNBOUNDED if early else Verdict.WRONG,
                did=did,
                saw=f"get() came to {first[0]!r} at {first[1]:,.0f} s; the puts to {told}",
                expected=f"1 at {years:,} s; two puts at that moment, the third one at {2 * years:,} s",
                rule="A wait ends with the change that it waits for, and with nothing else: use no time-out.",
                look=method(answer.Bridge, "put") if first == want[0] else method(answer.Bridge, "get"),
            )
        expect_weights(rest, [0, 2, CLOSED], did, method(answer.Bridge, "get"))

    rule = "Do not poll: wait for a notify, without a timeout."
    explored(answer, did, 1, oven, {"scale": puts}, judge, rule=rule, preemptions=0)


def test_two_bridges_do_not_mix(answer):
    """Two bridges into one loop have weights of their own."""
    did = "made two bridges into one loop; a thread put 1 into the first one and 2 into the second one"

    async def oven(bakery):
        return [await bakery.bridge.get(), await bakery.other.get()]

    def judge(results):
        if results["oven"] != [1, 2]:
            rule = "What belongs to one bridge is kept in it: in self, made in __init__."
            saw = f"the first gave {results['oven'][0]}, the second {results['oven'][1]}"
            raise Failed(
                Verdict.WRONG,
                did=did,
                saw=saw,
                expected="1 from the first, 2 from the second",
                rule=rule,
                look=answer.Bridge,
            )

    def puts(bakery):
        bakery.other.put(2)
        bakery.bridge.put(1)

    doing(did)
    report = threads(
        lambda: Bakery(answer, 1, two=True),
        {"oven": lambda bakery: bakery.loop.run(oven(bakery)), "scale": puts},
        then=lambda _, results: judge(results),
        preemptions=0,
    )
    if not report.ok and report.failure.kind == "deadlock":
        saw, rule = (
            "one bridge has no room as long as a weight waits in the other one",
            "What belongs to one bridge is kept in it: in self, made in __init__.",
        )
        raise Failed(Verdict.WRONG, did=did, saw=saw, rule=rule, look=answer.Bridge)
    right_in_every_order(report, did=did, rule=ON_WAITING, look=answer.Bridge)
