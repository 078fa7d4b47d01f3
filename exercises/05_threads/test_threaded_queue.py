"""The check of threaded_queue: cooks and waiters as threads, in every order with a bounded number of forced switches."""

import time
from queue import Empty, Full

from mqlearn.checks import Failed, Verdict, doing, method
from mqlearn.checks.models import (
    follows_a_bounded_fifo,
    has_no_bound_unless_asked,
    is_no_ready_made_queue,
)
from mqlearn.checks.orders import right_in_every_order
from mqlearn.checks.thread_shift import every_order_of_a_shift
from mqlearn.exploration import threads

ON_WAITING = "A get must wake a waiter for room, and a put must wake a waiter for an item."


class WithoutWaiting:
    """The rail as a queue that raises instead of waiting."""

    def __init__(self, rail):
        self.rail = rail

    def put(self, item):
        self.rail.put(item, block=False)

    def get(self):
        return self.rail.get(block=False)

    def qsize(self):
        return self.rail.qsize()


def shift(answer, did, work, *, maxsize=1, preemptions=2):
    every_order_of_a_shift(
        lambda: answer.OrderRail(maxsize),
        work,
        maxsize=maxsize,
        did=f"maxsize={maxsize}; {did}",
        rule=ON_WAITING,
        look=answer.OrderRail,
        preemptions=preemptions,
    )


def explored(answer, did, functions, judge, *, maxsize=1, look=None, rule=ON_WAITING, preemptions=2):
    """Run the threads in every order; the judge gets their results and raises."""
    doing(did)
    report = threads(
        lambda: answer.OrderRail(maxsize),
        functions,
        then=lambda rail, results: judge(results),
        schedules=6_000,
        preemptions=preemptions,
    )
    right_in_every_order(report, did=did, rule=rule, look=look or answer.OrderRail)


def outcome(call, *arguments, **options):
    """How a call ended, and when: the value, or the name of the error that it raised."""
    try:
        value = call(*arguments, **options)
    except (Empty, Full, ValueError) as error:
        return type(error).__name__, time.monotonic()
    return value, time.monotonic()


def test_first_in_first_out(answer):
    """With a single thread and block=False, it does what a queue does."""
    follows_a_bounded_fifo(lambda maxsize: WithoutWaiting(answer.OrderRail(maxsize)), seeds=10)
    is_no_ready_made_queue(answer.OrderRail(1))
    has_no_bound_unless_asked(lambda: WithoutWaiting(answer.OrderRail()))


def test_a_waiter_is_woken_at_once(answer):
    """A waiting call returns at the very moment when there is an order, or room."""
    did = "maxsize=1; a waiter called get() at 0 s; a cook put soup and salad at 10.037 s; the next get() was at 30.019 s"

    def cook(rail):
        time.sleep(10.037)
        rail.put("soup")
        return outcome(rail.put, "salad")[1]

    def waiter(rail):
        first = outcome(rail.get)
        time.sleep(30.019 - time.monotonic())
        return first, rail.get()

    def judge(results):
        ((soup, got_at), salad), put_at = results["waiter"], results["cook"]
        saw = f"{soup!r} at {got_at:g} s, then {salad!r}; the salad was put at {put_at:g} s"
        expected = "'soup' at 10.037 s, then 'salad'; put as soon as there was room"
        if (soup, salad) != ("soup", "salad"):
            verdict, rule = Verdict.WRONG, "First in, first out: the order that was put first leaves first."
        elif got_at != 10.037 or put_at not in (10.037, 30.019):
            verdict = Verdict.SPINNING
            rule = "Do not poll: wait for a notify, which comes with the change."
        else:
            return
        raise Failed(
            verdict, did=did, saw=saw, expected=expected, rule=rule, look=method(answer.OrderRail, "get")
        )

    explored(answer, did, {"waiter": waiter, "cook": cook}, judge)


def test_two_cooks_and_one_waiter(answer):
    """Two cooks and one waiter: first in, first out, within the bound, in every order."""
    work = {"cook 1": ["soup"], "cook 2": ["salad"], "waiter": ["get", "get"]}
    shift(answer, "two cooks put an order each, a waiter got two", work)


def test_one_cook_and_two_waiters(answer):
    """One cook and two waiters: each order is got once, in every order."""
    work = {"waiter 1": ["get"], "waiter 2": ["get"], "cook": ["soup", "salad"]}
    for maxsize in (1, 0):
        shift(answer, "a cook put two orders, two waiters got one each", work, maxsize=maxsize)


def test_four_threads(answer):
    """Two cooks and two waiters, in every order with one forced switch."""
    work = {"waiter 1": ["get"], "waiter 2": ["get"], "cook 1": ["soup"], "cook 2": ["salad"]}
    shift(answer, "two cooks put an order each, two waiters got one each", work, preemptions=1)
    work = {"waiter 1": ["get"], "waiter 2": ["get"] * 2, "cook 1": ["soup", "salad"], "cook 2": ["bread"]}
    shift(answer, "two cooks put three orders, two waiters got them", work, preemptions=0)


def test_a_crowd(answer):
    """With thirty of one kind and one of the other, the wake-up reaches the right one."""
    orders = [f"order {n}" for n in range(1, 31)]
    waiters = {f"waiter {n}": lambda rail: rail.get() for n in range(1, 31)}
    cooks = {f"cook {n}": lambda rail, order=order: rail.put(order) for n, order in enumerate(orders, 1)}
    for did, work in (
        (
            "maxsize=1; thirty waiters got one order each, while a cook put thirty",
            {**waiters, "cook": lambda rail: [rail.put(order) for order in orders]},
        ),
        (
            "maxsize=1; thirty cooks put one order each, while a waiter got thirty",
            {**cooks, "waiter": lambda rail: [rail.get() for _ in orders]},
        ),
    ):
        doing(did)
        report = threads(lambda: answer.OrderRail(1), work, preemptions=0, schedules=1)
        if not report.ok:
            right_in_every_order(report, did=did, rule=ON_WAITING, look=answer.OrderRail)


def test_two_places_get_free(answer):
    """Two cooks wait for room; a waiter takes two orders in a row: both cooks can go on, in every order."""
    did = "maxsize=2, full; two cooks called put(), a waiter called get() twice"

    def setup():
        rail = answer.OrderRail(2)
        rail.put("soup")
        rail.put("salad")
        return rail

    def then(rail, results):
        if results["waiter"] != ["soup", "salad"] or rail.qsize() != 2:
            saw = f"the waiter got {results['waiter']}; in the end qsize() is {rail.qsize()}"
            expected = "soup and salad; in the end two orders wait"
            rule = "First in, first out, and nothing is lost."
            raise Failed(
                Verdict.RACE,
                did=did,
                saw=saw,
                expected=expected,
                rule=rule,
                look=method(answer.OrderRail, "get"),
            )

    doing(did)
    cooks = {
        who: lambda rail, dish=dish: rail.put(dish) for who, dish in (("cook 1", "bread"), ("cook 2", "cake"))
    }
    work = {**cooks, "waiter": lambda rail: [rail.get(), rail.get()]}
    report = threads(setup, work, then=then, schedules=6_000)
    right_in_every_order(report, did=did, rule=ON_WAITING, look=method(answer.OrderRail, "get"))


def test_a_timeout_runs_out_on_time(answer):
    """A call whose timeout expires raises then, and not a moment later."""
    did = (
        "maxsize=1; get(block=False, timeout=9), get(timeout=0), get(timeout=5), all from the empty rail; "
        "then three puts, the second one with block=False, timeout=9, the third one with timeout=3"
    )

    def impatient(rail):
        at_once = outcome(rail.get, block=False, timeout=9)
        no_time = outcome(rail.get, timeout=0)
        later = outcome(rail.get, timeout=5)
        rail.put("soup")
        full = outcome(rail.put, "salad", block=False, timeout=9), outcome(rail.put, "salad", timeout=3)
        return at_once, no_time, later, *full, rail.qsize()

    def refused(rail):
        put = outcome(rail.put, "soup", timeout=0), outcome(rail.put, "salad", timeout=1)
        got = outcome(rail.get, timeout=0), outcome(rail.get, timeout=1), outcome(rail.get, block=False)
        calls, want = [what for what, _ in put + got], [None, "Full", "soup", "Empty", "Empty"]
        if calls != want:
            saw = f"the calls ended with {calls}"
            rule = (
                "With room or an order there, a call needs no time. A refused order is not put, now or later."
            )
            raise Failed(
                Verdict.WRONG, did=did_next, saw=saw, expected=f"{want}", rule=rule, look=answer.OrderRail
            )
        rail.task_done()
        rail.join()

    def judge(results):
        *calls, waiting = results["waiter"]
        told = [f"{what} at {at:g} s" for what, at in calls]
        saw = f"get: {', '.join(told[:3])}; put: {', '.join(told[3:])}; then qsize() is {waiting}"
        expected = (
            "get: Empty at 0 s, Empty at 0 s, Empty at 5 s; put: Full at 5 s, Full at 8 s; then qsize() is 1"
        )
        if saw != expected:
            rule = "A call that gives up raises, on time, and has changed nothing."
            raise Failed(
                Verdict.WRONG,
                did=did,
                saw=saw,
                expected=expected,
                rule=rule,
                look=method(answer.OrderRail, "get"),
            )

    explored(answer, did, {"waiter": impatient}, judge, look=method(answer.OrderRail, "get"))

    did_next = (
        "maxsize=1; put('soup', timeout=0), put('salad', timeout=1), get(timeout=0), get(timeout=1), "
        "get(block=False), then one task_done() and join()"
    )

    rule = "An order that was refused was not put: join() does not wait for it."
    explored(
        answer, did_next, {"cook": refused}, lambda _: None, look=method(answer.OrderRail, "put"), rule=rule
    )

    did_last = "maxsize=1; waiter 1 called get(timeout=1), which raised Empty; waiter 2 called get() at 2 s; at 3 s a cook put soup"
    work = {
        "waiter 1": lambda rail: outcome(rail.get, timeout=1)[0],
        "waiter 2": lambda rail: (time.sleep(2), rail.get())[1],
        "cook": lambda rail: (time.sleep(3), rail.put("soup"))[1],
    }
    rule = "A call that gave up must leave the line. Wake a thread that still waits instead."
    wanted = {"waiter 1": "Empty", "waiter 2": "soup"}
    meets(answer, did_last, lambda: answer.OrderRail(1), work, wanted, rule=rule)

    did_last = "maxsize=1, full; cook 1 called put(timeout=1), which raised Full; cook 2 called put() at 2 s; at 3 s somebody called get()"

    def full():
        rail = answer.OrderRail(1)
        rail.put("soup")
        return rail

    work = {
        "cook 1": lambda rail: outcome(rail.put, "salad", timeout=1)[0],
        "cook 2": lambda rail: (time.sleep(2), rail.put("bread"))[1],
        "waiter": lambda rail: (time.sleep(3), [rail.get(), rail.get()])[1],
    }
    wanted = {"cook 1": "Full", "waiter": ["soup", "bread"]}
    meets(answer, did_last, full, work, wanted, rule=rule)


def test_without_waiting_they_do_not_get_in_each_others_way(answer):
    """A call with block=False raises when the rail is full or empty, not when another thread uses it."""

    def half():
        rail = answer.OrderRail(2)
        rail.put("soup")
        rail.put("salad")
        return rail

    for verb, setup, call, want in (
        (
            "put",
            lambda: answer.OrderRail(2),
            lambda rail: outcome(rail.put, "soup", block=False),
            [None, None],
        ),
        ("get", half, lambda rail: outcome(rail.get, block=False), ["salad", "soup"]),
    ):
        did = f"maxsize=2, {'empty' if verb == 'put' else 'full'}; two called {verb}(block=False) at the same time"

        def then(_, results, did=did, want=want, verb=verb):
            got = [what for what, _ in results.values()]
            if sorted(got, key=str) != want:
                raise Failed(
                    Verdict.RACE,
                    did=did,
                    saw=f"the calls ended with {got}",
                    expected="both done",
                    rule="block=False does not wait for room or for an order. It may wait for the lock, briefly.",
                    look=getattr(answer.OrderRail, verb, answer.OrderRail),
                )

        doing(did)
        report = threads(setup, {"Ana": call, "Ben": call}, then=then, preemptions=1, schedules=6_000)
        right_in_every_order(report, did=did, rule=ON_WAITING, look=answer.OrderRail)


def test_a_robbed_waiter_does_not_wait_longer(answer):
    """A waiter that was woken and overtaken gives up when the timeout of its call expires, not later."""
    did = "maxsize=1; get(timeout=5) at 0 s; at 3 s and at 4 s a cook put an order and a second waiter got it at once"

    def quick(rail):
        got = []
        for moment in (3, 4):
            time.sleep(moment - time.monotonic())
            rail.put("soup")
            got.append(outcome(rail.get, block=False)[0])
        return got

    def judge(results):
        item, at = results["waiter"]
        robbed = results["cook"].count("soup") == 2
        if robbed and (item, at) != ("Empty", 5.0):
            raise Failed(
                Verdict.WRONG,
                did=did,
                saw=f"the call ended with {item!r} at {at:g} s",
                expected="Empty at 5 s",
                rule="The timeout counts from the call: compute the deadline once, and wait only for the time left.",
                look=method(answer.OrderRail, "get"),
            )

    explored(answer, did, {"waiter": lambda rail: outcome(rail.get, timeout=5), "cook": quick}, judge)

    did = "maxsize=1, full; put(timeout=5) at 0 s; at 3 s and at 4 s a guest got the order and put another one at once"

    def swaps(rail):
        put = []
        for moment in (3, 4):
            time.sleep(moment - time.monotonic())
            rail.get()
            put.append(outcome(rail.put, "bread", block=False)[0])
        return put

    def setup():
        rail = answer.OrderRail(1)
        rail.put("soup")
        return rail

    def then(_, results):
        item, at = results["cook"]
        if results["waiter"].count(None) == 2 and (item, at) != ("Full", 5.0):
            raise Failed(
                Verdict.WRONG,
                did=did,
                saw=f"the call ended with {item!r} at {at:g} s",
                expected="Full at 5 s",
                rule="The timeout counts from the call: compute the deadline once, and wait only for the time left.",
                look=method(answer.OrderRail, "put"),
            )

    doing(did)
    work = {"cook": lambda rail: outcome(rail.put, "salad", timeout=5), "waiter": swaps}
    report = threads(setup, work, then=then, schedules=6_000)
    right_in_every_order(report, did=did, rule=ON_WAITING, look=method(answer.OrderRail, "put"))


def test_whoever_comes_wakes_whoever_waits(answer):
    """Calls with block=False or with a timeout wake those who wait, like any other call."""
    for options in ({"block": False}, {"timeout": 5}):
        shown = ", ".join(f"{name}={value}" for name, value in options.items())
        did = f"maxsize=1; a waiter called get(); at 1 s, a cook called put('soup', {shown})"
        work = {
            "waiter": lambda rail: rail.get(),
            "cook": lambda rail, options=options: (time.sleep(1), outcome(rail.put, "soup", **options)[0])[1],
        }
        meets(answer, did, lambda: answer.OrderRail(1), work, {"waiter": "soup", "cook": None})

        def full():
            rail = answer.OrderRail(1)
            rail.put("soup")
            return rail

        did = f"maxsize=1, full; a cook called put('salad'); at 1 s, a waiter called get({shown})"
        work = {
            "cook": lambda rail: rail.put("salad"),
            "waiter": lambda rail, options=options: (time.sleep(1), outcome(rail.get, **options)[0])[1],
        }
        meets(answer, did, full, work, {"waiter": "soup", "cook": None})


def meets(answer, did, setup, work, wanted, *, rule=ON_WAITING):
    """What one of the two calls brings must reach the other one."""

    def then(_, results):
        for who, want in wanted.items():
            if results[who] != want:
                saw = f"the {who}'s call ended with {results[who]!r}"
                there = "Where there is something, there is no wait."
                raise Failed(
                    Verdict.WRONG, did=did, saw=saw, expected=f"{want!r}", rule=there, look=answer.OrderRail
                )

    doing(did)
    report = threads(setup, work, then=then, schedules=6_000)
    right_in_every_order(report, did=did, rule=rule, look=answer.OrderRail)


def test_nobody_gives_up_unasked(answer):
    """A wait lasts until the change comes, however long that takes, and does not poll."""
    years = 10**10
    for options in ({}, {"timeout": 10 * years}):
        shown = f"timeout={10 * years:,}" if options else ""
        did = (
            f"maxsize=1; a waiter called get({shown}) at 0 s, a cook put soup, salad and bread at {years:,} s, "
            f"with {shown or 'no timeout'}; the next get() was at {2 * years:,} s"
        )

        def on_time(call, want, *arguments, did=did, options=options):
            what, at = outcome(call, *arguments, **options)
            if (what, at) != want:
                raise Failed(
                    Verdict.SPINNING if what == want[0] else Verdict.WRONG,  # right, but late
                    did=did,
                    saw=f"{call.__name__} came to {what!r} at {at:,.0f} s",
                    expected=f"{want[0]!r} at {want[1]:,} s",
                    rule="A wait ends with a notify, or when the timeout of the call expires, and for no other reason.",
                    look=call,
                )

        def cook(rail, on_time=on_time):
            time.sleep(years)
            on_time(rail.put, (None, years), "soup")
            on_time(rail.put, (None, years), "salad")
            on_time(rail.put, (None, 2 * years), "bread")

        def waiter(rail, on_time=on_time):
            on_time(rail.get, ("soup", years))
            time.sleep(2 * years - time.monotonic())
            on_time(rail.get, ("salad", 2 * years))

        rule = "Do not poll: wait for a notify, for as long as the call may wait."
        work = {"waiter": waiter, "cook": cook}
        explored(answer, did, work, lambda _: None, rule=rule, preemptions=0)


def test_with_a_timeout_one_is_woken_at_once_too(answer):
    """A call with a timeout returns when the change comes, also at the last moment."""

    def full():
        rail = answer.OrderRail(1)
        rail.put("bread")
        return rail

    stories = (
        (
            "get(timeout=9)",
            lambda: answer.OrderRail(1),
            lambda rail: rail.get(timeout=9),
            lambda rail: rail.get(),
            lambda rail: rail.put("soup", block=False),
        ),
        (
            "put('salad', timeout=9)",
            full,
            lambda rail: rail.put("salad", timeout=9),
            lambda rail: rail.put("cake"),
            lambda rail: rail.get(block=False),
        ),
    )
    for verb, setup, waits, waits_on, brings in stories:
        did = f"maxsize=1; somebody called {verb} at 0 s; at 3.037 s came what it waited for"

        def then(_, results, did=did):
            if results["patient"][1] != 3.037:
                what, at = results["patient"]
                raise Failed(
                    Verdict.SPINNING,
                    did=did,
                    saw=f"the call ended with {what!r} at {at:g} s",
                    expected="at 3.037 s",
                    rule="Do not poll: a wait with a timeout is woken by the change, too.",
                    look=answer.OrderRail,
                )

        doing(did)
        work = {
            "patient": lambda rail, waits=waits: outcome(waits, rail),
            "other": lambda rail, brings=brings: (time.sleep(3.037), brings(rail)),
        }
        report = threads(setup, work, then=then, schedules=6_000)
        right_in_every_order(report, did=did, rule=ON_WAITING, look=answer.OrderRail)

        # A waiter woken at the last moment takes what is there, or another one sleeps beside it.
        did = f"maxsize=1; one called {verb}, another one the same without a timeout; at 9 s and at 20 s came what they waited for"
        doing(did)
        work = {
            "helper": lambda rail, brings=brings: (time.sleep(9), outcome(brings, rail)),
            "patient": lambda rail, waits=waits: outcome(waits, rail),
            "other": lambda rail, waits_on=waits_on: outcome(waits_on, rail),
            "late": lambda rail, brings=brings: (time.sleep(20), outcome(brings, rail)),
        }
        report = threads(setup, work, preemptions=0, schedules=6_000)
        rule = (
            "Look at the rail first and at the clock second: who was woken and raises has used up the notify."
        )
        right_in_every_order(report, did=did, rule=rule, look=answer.OrderRail)


def test_join_waits_for_the_work(answer):
    """join() returns when the last order is finished, in every thread that waits in it."""
    did = "put soup and salad; two chefs called join(); a waiter got both and took 2 s for each before its task_done()"

    def waiter(rail):
        for _ in range(2):
            rail.get()
            time.sleep(2)
            rail.task_done()

    def setup():
        rail = answer.OrderRail(5)
        rail.put("soup")
        rail.put("salad")
        return rail

    def chef(rail):
        rail.join()
        return time.monotonic()

    def then(_, results):
        for who in ("chef 1", "chef 2"):
            if results[who] < 4:
                verdict, rule = (
                    Verdict.ACKED_EARLY,
                    "Count what was put and not yet done; an empty rail is not done.",
                )
            elif results[who] > 4:
                verdict, rule = (
                    Verdict.SPINNING,
                    "The last task_done() wakes every thread that waits in join().",
                )
            else:
                continue
            saw = f"join() of {who} returned at {results[who]:g} s"
            raise Failed(
                verdict, did=did, saw=saw, expected="at 4 s", rule=rule, look=method(answer.OrderRail, "join")
            )

    doing(did)
    report = threads(setup, {"chef 1": chef, "chef 2": chef, "waiter": waiter}, then=then, schedules=6_000)
    rule = "The last task_done() wakes every thread that waits in join(); with nothing to do, join() returns at once."
    right_in_every_order(report, did=did, rule=rule, look=method(answer.OrderRail, "task_done"))


def test_the_count_is_right_in_every_order(answer):
    """However put and task_done interleave, what was got is counted, and one task_done too many is refused."""

    did = "put soup, got it, called task_done() twice"
    doing(did)
    rail = answer.OrderRail(0)
    rail.put("soup")
    rail.get()
    rail.task_done()
    try:
        rail.task_done()
    except ValueError:
        pass
    else:
        saw, rule = (
            "the second call was accepted",
            "More task_done() than items is a mistake of the caller: ValueError.",
        )
        raise Failed(Verdict.WRONG, did=did, saw=saw, rule=rule, look=method(answer.OrderRail, "task_done"))

    def done(rail):
        try:
            rail.task_done()
        except ValueError:
            return "ValueError"

    def served(rail):
        rail.put("soup")
        rail.join()

    def everything(rail):
        rail.put("soup")
        rail.get()
        return done(rail), rail.join()

    both = {"cook 1": everything, "cook 2": everything}
    did = "maxsize=0; two cooks each put an order, got one, called task_done() and join()"
    rule = "Count under the lock: reading the number and writing it back are two steps."
    counts(answer, did, lambda: answer.OrderRail(0), both, dict.fromkeys(both, (None, None)), rule)

    one = {"cook": served, "waiter": lambda rail: (rail.get(), done(rail))[1]}
    did = "maxsize=0; a cook put an order and called join(), a waiter got it and called task_done()"
    rule = "Count up together with the item, under the same lock: once it can be got, it is counted."
    counts(answer, did, lambda: answer.OrderRail(0), one, {"waiter": None}, rule)

    def setup():
        rail = answer.OrderRail(0)
        rail.put("soup")
        return rail

    two = {"waiter": done, "cook": done}
    did = "maxsize=0; one order was put; two threads called task_done() at the same time"
    rule = (
        "Look at the count and change it under one lock; below zero is a mistake of the caller: ValueError."
    )
    counts(answer, did, setup, two, ["ValueError"], rule)


def counts(answer, did, setup, work, wanted, rule):
    """How task_done ended: by name in a dict, or a list of all that is not None."""

    def then(_, results):
        got = (
            [r for r in results.values() if r]
            if isinstance(wanted, list)
            else {w: results[w] for w in wanted}
        )
        if got != wanted:
            saw = f"task_done() came to {', '.join(f'{r!r} in {who}' for who, r in results.items() if who in work)}"
            expected = "a ValueError for one of the two" if isinstance(wanted, list) else "no error"
            raise Failed(
                Verdict.RACE,
                did=did,
                saw=saw,
                expected=expected,
                rule=rule,
                look=method(answer.OrderRail, "task_done"),
            )

    doing(did)
    report = threads(setup, work, then=then, schedules=6_000)
    right_in_every_order(report, did=did, rule=ON_WAITING, look=method(answer.OrderRail, "task_done"))


def test_a_wakeup_out_of_nowhere_does_no_harm(answer):
    """Each of your conditions may have a spurious wake-up, as on some systems; a waiter checks again."""
    did = "maxsize=1; threads waited in get(), put() and join(); each condition was notified though nothing had happened"
    waits = {
        "get()": (lambda rail: rail.get(), lambda rail: rail.put("soup")),
        "put()": (lambda rail: rail.put("salad"), lambda rail: rail.get()),
        "join()": (lambda rail: rail.join(), lambda rail: (rail.get(), rail.task_done())),
    }
    for what, (waiting, helping) in waits.items():

        def setup(what=what):
            rail = answer.OrderRail(1)
            if what != "get()":
                rail.put("soup")
            return rail

        def ghost(rail):
            time.sleep(1)
            for bell in [part for part in vars(rail).values() if hasattr(part, "notify_all")]:
                with bell:
                    bell.notify_all()

        def then(_, results, what=what):
            if results["waiter"] < 2:
                raise Failed(
                    Verdict.RACE,
                    did=did,
                    saw=f"{what} returned at {results['waiter']:g} s, and what it waited for came at 2 s",
                    rule="A wake-up is only a hint. Check again, in a loop.",
                    look=answer.OrderRail,
                )

        doing(did)
        work = {
            "waiter": lambda rail, waiting=waiting: (waiting(rail), time.monotonic())[1],
            "ghost": ghost,
            "helper": lambda rail, helping=helping: (time.sleep(2), helping(rail)),
        }
        report = threads(setup, work, then=then, preemptions=0, schedules=6_000)
        right_in_every_order(report, did=did, rule=ON_WAITING, look=answer.OrderRail)
