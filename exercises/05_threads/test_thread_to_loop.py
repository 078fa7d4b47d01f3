"""The check of thread_to_loop: an event loop as one thread among others, in every order; it knows who calls it."""

import asyncio
import time
from collections import Counter

from mqlearn.exploration import ExploredLoop, threads
from mqlearn.grading import Failed, Verdict, doing
from mqlearn.grading.orders import right_in_every_order

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
    """A loop and a bridge into it."""

    def __init__(self, answer, maxsize):
        self.answer = answer
        self.loop = ExploredLoop()
        self.bridge = answer.Bridge(self.loop, maxsize)

    async def get(self):
        try:
            return await self.bridge.get()
        except self.answer.Closed:
            return CLOSED


def explored(answer, did, maxsize, oven, others, judge, *, rule=ON_WAITING, look=None, preemptions=2):
    """The oven program runs in the loop, the others are threads; the judge gets all their results."""
    doing(did)
    look = look or answer.Bridge

    def the_loop_is_well(bakery):
        if bakery.loop.intrusions:
            saw = bakery.loop.intrusions[0]
            raise Failed(Verdict.RACE, did=did, saw=saw, rule=ON_INTRUDING, look=answer.Bridge)
        if bakery.loop.errors:
            saw = (
                f"what was to be called in the loop raised {bakery.loop.errors[0]!r}, and nobody heard of it"
            )
            rule = "An error in a callback reaches nobody. Make sure that there is room before you hand over."
            raise Failed(Verdict.LOST, did=did, saw=saw, rule=rule, look=answer.Bridge.put)

    def then(bakery, results):
        the_loop_is_well(bakery)
        judge(results)

    def work(of):
        return lambda bakery: of(bakery.bridge)

    report = threads(
        lambda: Bakery(answer, maxsize),
        {
            "oven": lambda bakery: bakery.loop.run(oven(bakery)),
            **{who: work(of) for who, of in others.items()},
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
    judge = gives(WEIGHTS, did, answer.Bridge.get)
    explored(answer, did, 5, takes(3), {"scale": scale(WEIGHTS, closes=False)}, judge)


def test_a_full_bridge_makes_the_thread_wait(answer):
    """While maxsize weights wait, put() waits; it goes on when one is taken, and not before."""
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
            expect_weights(results["oven"], list(range(count)), did, answer.Bridge.get)
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
                        "Do not look every so often: whoever takes tells the thread.",
                    )
                else:
                    verdict, rule = Verdict.WRONG, "With room for it, put() hands over and returns."
                saw, expected = f"put number {number} returned at {at:g} s", f"at {moment:g} s"
                raise Failed(verdict, did=did, saw=saw, expected=expected, rule=rule, look=answer.Bridge.put)

        explored(answer, did, maxsize, oven, {"scale": puts}, judge, look=answer.Bridge.put, preemptions=1)


def test_the_end_is_heard(answer):
    """After close() what still waits is handed out, and then Closed is raised, again and again."""
    for maxsize in (5, 1):
        did = f"maxsize={maxsize}; a thread put 1 and 0 and closed, while the loop called get() four times"
        want = [1, 0, CLOSED, CLOSED]
        judge = gives(want, did, answer.Bridge.get)
        explored(answer, did, maxsize, takes(4), {"scale": scale([1, 0])}, judge, look=answer.Bridge.close)
    did = "maxsize=1; a thread closed the bridge without a put, while the loop called get() twice"
    judge = gives([CLOSED] * 2, did, answer.Bridge.get)
    explored(answer, did, 1, takes(2), {"scale": scale([])}, judge, look=answer.Bridge.close)


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
                look=answer.Bridge.get,
            )
        expect_weights([weight for weight, _ in got], [1, 2, CLOSED], did, answer.Bridge.get)
        if [at for _, at in got] != [3.037, 7.019, 7.019]:
            raise Failed(
                Verdict.SPINNING,
                did=did,
                saw="get() returned " + ", ".join(f"{weight} at {at:g} s" for weight, at in got),
                expected="at 3.037 s, 7.019 s and 7.019 s",
                rule="Do not look every so often: whoever puts wakes the loop, and the loop wakes get().",
                look=answer.Bridge.get,
            )

    explored(answer, did, 1, oven, {"scale": sometimes}, judge)


def test_two_threads_and_one_place(answer):
    """Two threads share a bridge with one place: every weight arrives, and nobody waits for ever."""
    for first, preemptions in (([1], 1), ([1, 2], 0)):
        did = f"maxsize=1; one thread put {' and '.join(map(str, first))}, another one 11, and the loop got them all"

        def judge(results, did=did, first=first):
            got = results["oven"]
            expect_weights([weight for weight in got if weight != 11], first, did, answer.Bridge.get)
            expect_weights([weight for weight in got if weight not in first], [11], did, answer.Bridge.get)

        work = {"scale 1": scale(first, closes=False), "scale 2": scale([11], closes=False)}
        explored(answer, did, 1, takes(len(first) + 1), work, judge, preemptions=preemptions)
