"""The check of drop_policy: compared with a model call by call, then with displays that wait or are cancelled."""

import asyncio
import gc
import random
import weakref
from collections import deque
from contextlib import suppress
from queue import Full

from mqlearn.checks import Failed, Verdict, doing, method
from mqlearn.checks.orders import right_in_every_order
from mqlearn.exploration import CANCELLED, WAITING, tasks
from mqlearn.simulation import run
from mqlearn.verdict import brief

RULES = {
    "oldest": "'oldest': discard the reading that has waited longest, and keep the new one.",
    "newest": "'newest': leave the waiting readings as they are, and discard the new one.",
    "reject": "'reject': if the buffer is full, raise queue.Full and change nothing.",
}
MOST_TURNS = 20
FIRST, SECOND = 5.037, 8.071  # not round numbers, so that an answer that polls is a little late
COUNTED = "Count every discarded reading in `dropped`, once. Do not count a rejected one, because the sensor still has it."


async def soon(coroutine):
    """Return the result of a coroutine that has no reason to wait; cancel it if it waits all the same."""
    task = asyncio.create_task(coroutine)
    for _ in range(MOST_TURNS):
        await asyncio.sleep(0)
        if task.done():
            return "returned", task.result()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return "waited", None


async def drained(buffer, count):
    """Take so many readings, in the form that ``soon`` returns."""
    return [await soon(buffer.get()) for _ in range(count)]


def in_words(kept):
    """Describe the readings that came, and mark each that did not come."""
    return (
        ", ".join(brief(reading) if how == "returned" else "(it waits)" for how, reading in kept) or "nothing"
    )


class Model:
    """The simplest right buffer for a caller that never waits."""

    def __init__(self, bound, policy):
        self.bound, self.policy = bound, policy
        self.waiting = deque()
        self.dropped = 0

    def put(self, reading):
        if len(self.waiting) == self.bound:
            if self.policy == "reject":
                return "raised Full"
            self.dropped += 1
            if self.policy == "newest":
                return "returned None"
            self.waiting.popleft()
        self.waiting.append(reading)
        return "returned None"


def test_a_full_buffer_follows_its_policy(answer):
    """Call by call, the buffer does what its policy says, and counts what it drops."""
    for policy in RULES:
        for bound in (1, 2, 3):
            for seed in range(12):
                run(call_by_call(answer, policy, bound, seed))


async def call_by_call(answer, policy, bound, seed):
    rng = random.Random(f"{policy} {bound} {seed}")
    readings = [None, 0.0, "", False] * 10 if seed % 4 == 3 else [round(19 + 0.1 * n, 1) for n in range(40)]
    made = f"Buffer({bound}, {policy!r})"
    doing(f"made {made}")
    buffer, model = answer.Buffer(bound, policy), Model(bound, policy)
    calls = []

    def failed(verdict, saw, expected, rule, look):
        did = f"{made}; then {', '.join(calls[-6:])}" + (
            f" ({len(calls)} calls in all)" if len(calls) > 6 else ""
        )
        return Failed(verdict, did=did, saw=saw, expected=expected, rule=rule, look=look)

    cls = answer.Buffer
    for reading in readings[:25]:
        if rng.random() < 0.65 or not model.waiting:
            calls.append(f"put({reading!r})")
            doing(f"{made}; then {', '.join(calls[-6:])}")
            want = model.put(reading)
            try:
                got = buffer.put(reading)
            except Full:
                words = "raised Full"
            else:
                if asyncio.iscoroutine(got):
                    got.close()
                    raise failed(
                        Verdict.BROKEN,
                        "put is an async method, so calling it only makes a coroutine",
                        "a plain method",
                        "The sensor cannot wait. Write `put` with def, so that it is done when it returns.",
                        cls.put,
                    )
                words = "returned None"  # its return value does not matter
            if words != want:
                verdict = Verdict.LOST if want == "raised Full" else Verdict.WRONG
                raise failed(verdict, f"the last put {words}", f"it {want}", RULES[policy], cls.put)
        else:
            calls.append("get()")
            doing(f"{made}; then {', '.join(calls[-6:])}")
            want = model.waiting.popleft()
            how, got = await soon(buffer.get())
            if how == "waited":
                raise failed(
                    Verdict.STUCK,
                    f"get() waits, although {brief(want)} is there",
                    f"get() returns {brief(want)}",
                    "get() waits only while there is no reading. Test the number of readings, not their values.",
                    cls.get,
                )
            if type(got) is not type(want) or got != want:
                verdict = Verdict.REORDERED if got in model.waiting else Verdict.WRONG
                raise failed(
                    verdict,
                    f"get() returned {brief(got)}",
                    brief(want),
                    f"{RULES[policy]} get() returns the oldest.",
                    cls.get,
                )
        if buffer.qsize() != len(model.waiting):
            raise failed(
                Verdict.UNBOUNDED if buffer.qsize() > bound else Verdict.WRONG,
                f"qsize() returned {brief(buffer.qsize())}",
                str(len(model.waiting)),
                f"{RULES[policy]} Up to `bound` readings wait, and never more.",
                cls.put,
            )
        if buffer.dropped != model.dropped:
            raise failed(
                Verdict.WRONG, f"dropped is {brief(buffer.dropped)}", str(model.dropped), COUNTED, cls.put
            )
    kept = await drained(buffer, len(model.waiting))
    if kept != [("returned", reading) for reading in model.waiting]:
        calls.append(f"get() {len(kept)} times")
        raise failed(
            Verdict.LOST if ("waited", None) in kept else Verdict.REORDERED,
            f"it returned {in_words(kept)}",
            ", ".join(map(brief, model.waiting)),
            f"{RULES[policy]} get() returns the oldest.",
            cls.get,
        )


def test_two_buffers_share_nothing(answer):
    """A reading that is put into one buffer is in no other one."""
    did = "made two buffers for 2; put(19.5) into the first"
    doing(did)
    first, second = answer.Buffer(2, "oldest"), answer.Buffer(2, "oldest")
    first.put(19.5)
    if (first.qsize(), second.qsize()) != (1, 0):
        raise Failed(
            Verdict.WRONG,
            did=did,
            saw=f"qsize() of the first is {brief(first.qsize())}, and of the second {brief(second.qsize())}",
            expected="1 and 0",
            rule="Each buffer keeps its own readings. An object made in the class body is shared by all instances, so make it in __init__.",
            look=answer.Buffer,
        )


class Photograph:
    """A large reading that a weak reference can watch."""


def test_what_is_dropped_is_gone(answer):
    """The bound is a bound on memory: a dropped or rejected reading is not kept anywhere."""
    for policy in RULES:
        did = f"Buffer(2, {policy!r}); put 100 photographs, and let them go"
        doing(did)
        buffer = answer.Buffer(2, policy)
        watched = []
        for _ in range(100):
            photograph = Photograph()
            watched.append(weakref.ref(photograph))
            with suppress(Full):
                buffer.put(photograph)
            del photograph
        gc.collect()
        alive = sum(one() is not None for one in watched)
        if alive > 2:
            raise Failed(
                Verdict.LEAKED,
                did=did,
                saw=f"{alive} of them are still in memory",
                expected="only the 2 that wait",
                rule="A bounded buffer exists to bound memory, so keep no reference to a reading that was dropped or rejected.",
                look=method(answer.Buffer, "put"),
            )


def test_nonsense_is_refused(answer):
    """A bound below 1 and an unknown policy raise ValueError."""
    for bound, policy in ((0, "oldest"), (-1, "reject"), (2, "random"), (2, None), (2, "")):
        did = f"Buffer({bound}, {policy!r})"
        doing(did)
        try:
            answer.Buffer(bound, policy)
        except ValueError:
            continue
        raise Failed(
            Verdict.WRONG,
            did=did,
            saw="it made a buffer",
            expected="ValueError",
            rule="Reject a bad configuration in `__init__`, not at the first overflow.",
            look=answer.Buffer,
        )


def test_get_waits_for_a_reading(answer):
    """A display that finds no reading waits, and is woken at once; the first to wait is served first."""
    for policy in RULES:
        did = f"Buffer(2, {policy!r}); two displays wait, then a reading comes at {FIRST} s and one at {SECOND} s (virtual time)"
        doing(did)
        shown = run(two_displays(answer, policy), max_steps=20_000)
        want = [("display 1", FIRST, 19.5), ("display 2", SECOND, 20.5)]
        if [(who, round(at, 9), reading) for who, at, reading in shown] == want:
            continue
        words = [f"{at:g} s: {who} showed {brief(reading)}" for who, at, reading in shown] or [
            "no display showed anything"
        ]
        late = [at for _, at, _ in shown]
        if any(isinstance(reading, Exception) for _, _, reading in shown) or None in [r for _, _, r in shown]:
            verdict, rule = (
                Verdict.WRONG,
                "While there is no reading, get() waits. It neither raises nor returns anything else.",
            )
        elif [reading for _, _, reading in shown] != [19.5, 20.5]:
            verdict, rule = Verdict.LOST, "Each reading goes to one display."
        elif [who for who, _, _ in shown] != ["display 1", "display 2"]:
            verdict, rule = Verdict.UNFAIR, "The display that has waited longest gets the next reading."
        elif any(abs(a - b) > 1e-9 for a, b in zip(late, (FIRST, SECOND), strict=True)):
            verdict, rule = (
                Verdict.SPINNING,
                "Do not poll: a put must wake a waiting get.",
            )
        else:
            verdict, rule = Verdict.WRONG, "get() waits for a reading and returns it."
        raise Failed(
            verdict,
            did=did,
            saw=words,
            expected=f"display 1 shows 19.5 at {FIRST} s, display 2 shows 20.5 at {SECOND} s",
            rule=rule,
            look=method(answer.Buffer, "get"),
        )


async def two_displays(answer, policy):
    buffer = answer.Buffer(2, policy)
    loop = asyncio.get_running_loop()
    shown = []

    async def display(name):
        try:
            reading = await buffer.get()
        except Exception as error:
            reading = error
        shown.append((name, loop.time(), reading))

    waiting = [asyncio.create_task(display(f"display {n}"), name=f"display {n}") for n in (1, 2)]
    for moment, reading in ((FIRST, 19.5), (SECOND, 20.5)):
        await asyncio.sleep(moment - loop.time())
        buffer.put(reading)
    await asyncio.wait(waiting, timeout=4.913)
    return shown


def test_a_display_may_give_up(answer):
    """A waiting display that is cancelled ends at once, and the next one gets the reading."""
    did = "Buffer(1, 'oldest'); display 1 and display 2 wait; display 1 is cancelled; then a reading comes"
    doing(did)

    async def main():
        buffer = answer.Buffer(1, "oldest")
        first, second = (asyncio.create_task(buffer.get(), name=f"display {n}") for n in (1, 2))
        await asyncio.sleep(1)
        first.cancel()
        await asyncio.wait([first], timeout=1)
        buffer.put(19.5)
        await asyncio.wait([second], timeout=1)
        return first.cancelled(), second.done() and second.result()

    gone, reading = run(main(), max_steps=20_000)
    if gone and reading == 19.5:
        return
    raise Failed(
        Verdict.STUCK,
        did=did,
        saw=f"display 1 {'ended with CancelledError' if gone else 'did not end with CancelledError'}; "
        + ("display 2 showed 19.5" if reading == 19.5 else "display 2 was still waiting a second later"),
        expected="display 1 ends with CancelledError, and display 2 shows 19.5",
        rule="Let CancelledError pass, and remove a cancelled display from the line: it must not receive a reading.",
        look=method(answer.Buffer, "get"),
    )


SWALLOWED = "SWALLOWED"  # a display was cancelled, and its get() returned all the same


class Greenhouse:
    """A buffer, what was put, and what the displays showed."""

    def __init__(self, answer, policy, bound):
        self.buffer = answer.Buffer(bound, policy)
        self.policy, self.bound = policy, bound
        self.put, self.rejected, self.shown = [], [], []

    async def sensor(self, readings):
        for reading in readings:
            try:
                self.buffer.put(reading)
            except Full:
                self.rejected.append(reading)
            else:
                self.put.append(reading)
            await asyncio.sleep(0)

    async def burst(self, readings):
        for reading in readings:
            try:
                self.buffer.put(reading)
            except Full:
                self.rejected.append(reading)
            else:
                self.put.append(reading)

    async def display(self):
        reading = await self.buffer.get()
        if asyncio.current_task().cancelling():
            return SWALLOWED
        self.shown.append(reading)
        return reading


def test_in_every_order_and_whoever_gives_up(answer):
    """In every order, and with a display cancelled at every step, all readings are accounted for."""
    for policy in RULES:
        for bound, displays in (
            (1, ["display 1", "display 2", "display 3"]),
            (2, ["display 1", "display 2"]),
        ):
            did = f"Buffer({bound}, {policy!r}); a sensor with two readings, then two at once; {len(displays)} displays, each cancelled at each step"
            doing(did)
            names = {name: lambda house: house.display() for name in displays}
            report = tasks(
                lambda policy=policy, bound=bound: Greenhouse(answer, policy, bound),
                {
                    **names,
                    "sensor": lambda house: house.sensor(["reading 1", "reading 2"]),
                    "burst": lambda house: house.burst(["reading 3", "reading 4"]),
                },
                then=lambda house, results, did=did, displays=displays: accounted_for(
                    answer, did, displays, house, results
                ),
                always=lambda house, did=did: within_bound(answer, did, house),
                cancel=displays,
                may_wait=displays,
                schedules=2_000,
            )
            rule = "A waiting display must be woken when there is a reading."
            right_in_every_order(report, did=did, rule=rule, look=method(answer.Buffer, "get"))


def within_bound(answer, did, house):
    if house.buffer.qsize() > house.bound:
        raise Failed(
            Verdict.UNBOUNDED,
            did=did,
            saw=f"qsize() is {house.buffer.qsize()}",
            expected=f"at most {house.bound}",
            rule="The bound holds at every moment, also while displays wait.",
            look=method(answer.Buffer, "put"),
        )


def accounted_for(answer, did, displays, house, results):
    if stayed := [name for name in displays if results[name] is SWALLOWED]:
        raise Failed(
            Verdict.WRONG,
            did=did,
            saw=f"{stayed[0]} was cancelled, and get() returned a reading all the same",
            expected="CancelledError, and the reading goes to another display, or still waits",
            rule="A cancellation must reach the caller: clean up, and then `raise`.",
            look=method(answer.Buffer, "get"),
        )
    waiting = [name for name in displays if results[name] is WAITING]
    left = house.buffer.qsize()
    if waiting and left:
        raise Failed(
            Verdict.STUCK,
            did=did,
            saw=f"{waiting[0]} waits, and nothing will wake it; {left} {'reading is' if left == 1 else 'readings are'} there",
            rule="A display that is cancelled after it was woken must pass the wake-up on.",
            look=method(answer.Buffer, "get"),
        )
    kept = run(drained(house.buffer, left))
    readings = house.shown + [reading for how, reading in kept if how == "returned"]
    if twice := [reading for reading in readings if readings.count(reading) > 1]:
        raise Failed(
            Verdict.DUPLICATED,
            did=did,
            saw=f"{twice[0]} was returned {readings.count(twice[0])} times",
            rule="Each reading goes to one display.",
            look=method(answer.Buffer, "get"),
        )
    back = [reading for how, reading in kept if how == "returned"]
    if back != [reading for reading in house.put if reading in back]:
        raise Failed(
            Verdict.REORDERED,
            did=did,
            saw=[
                f"put: {', '.join(house.put)}",
                f"still waiting, and then returned in this order: {', '.join(back)}",
            ],
            expected="the reading that was put first is returned first",
            rule="A reading that comes back because its display was cancelled has waited longest, so it belongs at the front.",
            look=method(answer.Buffer, "get"),
        )
    gone = [reading for reading in house.put if reading not in readings]
    if len(gone) != house.buffer.dropped:
        cancelled = [name for name in displays if results[name] is CANCELLED]
        raise Failed(
            Verdict.LOST if len(gone) > house.buffer.dropped else Verdict.WRONG,
            did=did,
            saw=[
                f"put without an exception: {', '.join(house.put)}",
                f"shown or still waiting: {', '.join(readings) or 'none'}",
                f"so {len(gone)} are gone, and dropped is {house.buffer.dropped}",
                *(f"{name} was cancelled" for name in cancelled),
            ],
            expected="every reading is shown, still waits, or is counted in dropped",
            rule="Remove a reading only when a display is certain to get it: a cancelled get takes nothing.",
            look=method(answer.Buffer, "get"),
        )
