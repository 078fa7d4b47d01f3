"""The check of if_or_while: cooks and waiters as threads, in every order with a bounded number of forced switches."""

import time

from mqlearn.checks import Failed, Verdict, doing, expect, method
from mqlearn.checks.models import is_no_ready_made_queue
from mqlearn.checks.orders import right_in_every_order
from mqlearn.checks.thread_shift import every_order_of_a_shift
from mqlearn.exploration import threads

ON_WAITING = "A thread that changes something must wake the threads that wait for it: all, or the right one."


def shift(answer, did, preemptions=2, **work):
    every_order_of_a_shift(
        answer.Hatch,
        {who.replace("_", " "): steps for who, steps in work.items()},
        maxsize=1,
        did=did,
        rule=ON_WAITING,
        look=answer.Hatch,
        get="take",
        preemptions=preemptions,
    )


def test_one_after_the_other(answer):
    """A plate that was put is the plate that is taken."""
    doing("put soup, took it; put salad, took it")
    hatch = answer.Hatch()
    for plate in ("soup", "salad"):
        hatch.put(plate)
        rule = "take() returns the plate that was put."
        expect(hatch.take(), plate, did=f"put {plate}, took it", rule=rule, look=method(answer.Hatch, "take"))
    is_no_ready_made_queue(hatch)


def test_two_hatches_do_not_mix(answer):
    """Two hatches have a plate of their own."""
    did = "made two hatches, put soup into the first one and salad into the second one, took from both"
    doing(did)

    def cook(hatches):
        first, second = hatches
        first.put("soup")
        second.put("salad")
        return first.take(), second.take()

    ends = []
    report = threads(
        lambda: (answer.Hatch(), answer.Hatch()),
        {"cook": cook},
        then=lambda _, results: ends.append(results["cook"]),
    )
    if ends[-1:] != [("soup", "salad")]:
        saw = f"the plates taken were {ends[-1]}" if ends else report.failure.words
        rule = "What belongs to one hatch is kept in it: in self, made in __init__."
        raise Failed(
            Verdict.WRONG,
            did=did,
            saw=saw,
            expected="soup from the first, salad from the second",
            rule=rule,
            look=answer.Hatch,
        )


def test_one_cook_and_one_waiter(answer):
    """One cook and one waiter hand over three plates, in every order."""
    plates = ["soup", "", "bread"]
    did = "a cook put soup, an empty plate '' and bread, while a waiter took three times"
    shift(answer, did, cook=plates, waiter=["get"] * 3)


def test_a_waiter_is_woken_at_once(answer):
    """A waiter who waits at the empty hatch has the plate at the moment when it is put, and so has a cook."""
    did = "a waiter came at 0 s, a cook put soup and salad at 10.037 s, the waiter came again at 30.019 s"
    doing(did)

    def cook(hatch):
        time.sleep(10.037)
        hatch.put("soup")
        hatch.put("salad")
        return time.monotonic()

    def waiter(hatch):
        first = hatch.take(), time.monotonic()
        time.sleep(30.019 - time.monotonic())
        return first, hatch.take()

    def then(_, results):
        ((plate, at), second), put_at = results["waiter"], results["cook"]
        if (plate, second) != ("soup", "salad"):
            saw, rule = (
                f"the waiter got {plate!r}, then {second!r}",
                "First in, first out: the plate that was put first is taken first.",
            )
            raise Failed(
                Verdict.WRONG, did=did, saw=saw, expected="soup, salad", rule=rule, look=answer.Hatch
            )
        if at != 10.037 or put_at not in (10.037, 30.019):
            raise Failed(
                Verdict.SPINNING,
                did=did,
                saw=f"the waiter had the soup at {at:g} s, and the cook was rid of the salad at {put_at:g} s",
                expected="soup at 10.037 s; salad put at once, when the soup was taken",
                rule="Do not poll: wait for a notify, which comes with the change.",
                look=method(answer.Hatch, "take"),
            )

    report = threads(answer.Hatch, {"cook": cook, "waiter": waiter}, then=then, schedules=6_000)
    right_in_every_order(report, did=did, rule=ON_WAITING, look=answer.Hatch)


def test_nobody_looks_at_the_clock(answer):
    """A thread waits for a plate, or for room, without a timeout: it may take three hundred years."""
    years = 10**10
    did = (
        f"a waiter called take() at 0 s, a cook put soup, salad and bread at {years:,} s; "
        f"the next take() was at {2 * years:,} s"
    )
    doing(did)

    def outcome(call, *arguments):
        try:
            value = call(*arguments)
        except Exception as error:
            value = type(error).__name__
        return value, time.monotonic()

    def cook(hatch):
        time.sleep(years)
        hatch.put("soup")
        hatch.put("salad")
        return outcome(hatch.put, "bread")

    def waiter(hatch):
        first = outcome(hatch.take)
        time.sleep(2 * years - time.monotonic())
        return first, outcome(hatch.take)

    def then(_, results):
        (first, second), (put, put_at) = results["waiter"], results["cook"]
        rule = "A wait ends with a notify, and with nothing else: use no time-out."
        saw = f"the waiter's calls came to {first[0]!r} at {first[1]:,.0f} s and {second[0]!r} at {second[1]:,.0f} s; "
        saw += f"the third put() came to {put!r} at {put_at:,.0f} s"
        expected = "soup as soon as it was put; bread put as soon as the salad was taken"
        if put is None and put_at < 2 * years and first == ("soup", years):
            raise Failed(
                Verdict.UNBOUNDED,
                did=did,
                saw=saw,
                expected=expected,
                rule=rule,
                look=method(answer.Hatch, "put"),
            )
        if (first, second, put, put_at) != (("soup", years), ("salad", 2 * years), None, 2 * years):
            raise Failed(
                Verdict.WRONG,
                did=did,
                saw=saw,
                expected=expected,
                rule=rule,
                look=method(answer.Hatch, "take"),
            )

    report = threads(answer.Hatch, {"cook": cook, "waiter": waiter}, then=then, preemptions=0)
    rule = "Do not poll: wait for a notify, without a timeout."
    right_in_every_order(report, did=did, rule=rule, look=answer.Hatch)


def test_one_cook_and_two_waiters(answer):
    """Two waiters at the hatch get one plate each, in every order."""
    did = "a cook put soup and salad, while two waiters took one plate each"
    shift(answer, did, cook=["soup", "salad"], waiter_1=["get"], waiter_2=["get"])


def test_two_cooks_and_one_waiter(answer):
    """Two cooks never put a plate onto another, in every order."""
    did = "two cooks put one plate each, while a waiter took two"
    shift(answer, did, cook_1=["soup"], cook_2=["salad"], waiter=["get", "get"])


def test_two_cooks_and_two_waiters(answer):
    """With two cooks and two waiters, the right one is woken, in every order."""
    did = "two cooks put one plate each, while two waiters took one each"
    shift(answer, did, 1, waiter_1=["get"], waiter_2=["get"], cook_1=["soup"], cook_2=["salad"])
    did = "two cooks put two plates and one, while two waiters took one and two"
    work = {"waiter_1": ["get"], "waiter_2": ["get"] * 2, "cook_1": ["soup", "salad"], "cook_2": ["bread"]}
    shift(answer, did, 0, **work)


def test_a_crowd(answer):
    """With four of one kind and one of the other, the wake-up reaches the right one."""
    four, plates = ("first", "second", "third", "fourth"), ["soup", "salad", "bread", "cake"]
    take = {f"{n} waiter": lambda hatch: hatch.take() for n in four}
    put = {
        f"{n} cook": lambda hatch, plate=plate: hatch.put(plate)
        for n, plate in zip(four, plates, strict=True)
    }
    for did, work in (
        (
            "four waiters took one plate each, while a cook put four",
            {**take, "cook": lambda hatch: [hatch.put(plate) for plate in plates]},
        ),
        (
            "four cooks put one plate each, while a waiter took four",
            {**put, "waiter": lambda hatch: [hatch.take() for _ in plates]},
        ),
    ):
        doing(did)
        report = threads(answer.Hatch, work, preemptions=0, schedules=50)  # all orders would be too many
        if not report.ok:
            right_in_every_order(report, did=did, rule=ON_WAITING, look=answer.Hatch)

    many = [f"plate {n}" for n in range(1, 31)]
    did = "thirty waiters took one plate each, while a cook put thirty"
    doing(did)
    work = {f"waiter {n}": lambda hatch: hatch.take() for n in range(1, 31)}
    work["cook"] = lambda hatch: [hatch.put(plate) for plate in many]
    report = threads(answer.Hatch, work, preemptions=0, schedules=1)  # all of them wait, then the cook comes
    if not report.ok:
        rule = (
            "The right one may be the last in the line: wake all, or keep a line for each of the two facts."
        )
        right_in_every_order(report, did=did, rule=rule, look=answer.Hatch)
