"""The check of lost_update: windows of a box office as threads, in every order with up to two forced switches."""

import time

from mqlearn.checks import Failed, Verdict, doing, expect, method
from mqlearn.checks.orders import right_in_every_order
from mqlearn.exploration import threads

RULE = "Reading a value and writing it back are two steps. Hold one lock over both, in every method that takes part."
ON_WAITING = "A lock that is taken must be given back on every way out of the method: `with` does that."
ON_PATIENCE = "Wait for the lock without a timeout: a call that continues without it is not protected."


class Slow(int):
    """A number for which every comparison and subtraction takes 100 s."""


def _slowly(name):
    def method(self, other):
        time.sleep(100)
        return getattr(int(self), name)(other)

    return method


for _name in ("__lt__", "__le__", "__gt__", "__ge__", "__rsub__"):
    setattr(Slow, _name, _slowly(_name))


def every_order(
    answer,
    did,
    seats,
    windows,
    look,
    *,
    wanted=None,
    free=None,
    at_once=False,
    rule=RULE,
    preemptions=2,
):
    """What each window does, in every order.

    wanted: the results that may be; free: the seats left at the end; at_once: no thread sleeps.
    """
    doing(did)

    def then(office, results):
        at, end = time.monotonic(), office.count()
        brought = list(results.values())
        if wanted is not None and sorted(brought, key=repr) not in wanted:
            told = ", ".join(f"{who} got {result!r}" for who, result in results.items())
            raise Failed(Verdict.RACE, did=did, saw=f"{told}; count() is {end}", rule=rule, look=look)
        if free is not None and end != (free, seats - free):
            saw = f"at the end, count() is {end!r}"
            raise Failed(
                Verdict.RACE, did=did, saw=saw, expected=f"{(free, seats - free)}", rule=rule, look=look
            )
        if at_once and at:
            saw = f"all was done at {at:g} s, where nothing had to take any time"
            naps = "Do not sleep and try again: a thread that waits for a lock is woken when it is free."
            raise Failed(Verdict.SPINNING, did=did, saw=saw, rule=naps, look=look)

    report = threads(
        lambda: answer.BoxOffice(seats), windows, then=then, schedules=6_000, preemptions=preemptions
    )
    right_in_every_order(report, did=did, rule=ON_WAITING, look=look)


def test_one_window(answer):
    """With a single thread it sells, takes back and counts as before."""
    did = "5 seats: sold 2, sold 4, brought 1 back, sold 4"
    doing(did)
    office = answer.BoxOffice(5)
    got = [office.sell(2), office.sell(4), office.bring_back(1), office.sell(4), office.count()]
    rule = "Only who may come in between changes, not what is sold."
    expect(
        got,
        [True, False, None, True, (0, 5)],
        did=did,
        rule=rule,
        look=answer.BoxOffice,
        saw="the calls returned",
    )


def test_the_last_seat_is_sold_once(answer):
    """Two windows sell the last seat: one of them does, in every order."""
    windows = {"Ana": lambda office: office.sell(1), "Ben": lambda office: office.sell(1)}
    did = "1 seat left; two windows sold 1 each"
    every_order(answer, did, 1, windows, method(answer.BoxOffice, "sell"), wanted=[[False, True]], free=0)


def test_no_sale_is_forgotten(answer):
    """Sales and returns at the same time all count, in every order."""
    windows = {"Ana": lambda office: office.sell(1), "Ben": lambda office: office.sell(2)}
    did = "5 seats; one window sold 1, the other 2"
    every_order(answer, did, 5, windows, method(answer.BoxOffice, "sell"), wanted=[[True, True]], free=2)

    def back_and_forth(office):
        office.sell(2)
        office.bring_back(2)

    windows = {"Ana": back_and_forth, "Ben": lambda office: office.sell(1)}
    did = "5 seats; one window sold 2 and took them back, the other sold 1"
    every_order(answer, did, 5, windows, method(answer.BoxOffice, "bring_back"), free=4)


def test_free_and_sold_belong_together(answer):
    """A count during a sale sees the seats before it or after it, never half of it."""

    def counts(office):
        free, sold = office.count()
        if free + sold != 5:
            raise Failed(
                Verdict.RACE,
                did=did,
                saw=f"count() returned {(free, sold)}, which makes {free + sold} seats",
                expected="5 seats, at every moment",
                rule="A method that only reads needs the lock, too, because the lock guards the two numbers together.",
                look=method(answer.BoxOffice, "count"),
            )

    for verb in ("sold", "brought back"):

        def setup(verb=verb):
            office = answer.BoxOffice(5)
            if verb != "sold":
                office.sell(2)
            return office

        did = f"5 seats; one window {verb} 2 while the other counted"
        doing(did)
        act = (lambda office: office.sell(2)) if verb == "sold" else (lambda office: office.bring_back(2))
        report = threads(setup, {"Ana": act, "Ben": counts})
        right_in_every_order(report, did=did, rule=ON_WAITING, look=method(answer.BoxOffice, "count"))


def test_a_call_that_raises_shuts_nobody_out(answer):
    """After a call that raised, the next one still gets its turn."""

    def stumbles(office):
        for name in ("sell", "bring_back"):
            try:
                getattr(office, name)("two")
            except Exception:
                continue
            raise Failed(
                Verdict.WRONG,
                did=did,
                saw=f"{name}('two') raised nothing",
                expected="an error, as before",
                rule="Release the lock, and let the error reach the caller.",
                look=getattr(answer.BoxOffice, name),
            )

    windows = {"Ana": stumbles, "Ben": lambda office: (office.sell(9), office.sell(1))}
    did = "5 seats; one window called sell('two') and bring_back('two'), the other asked for 9, then for 1"
    wanted = [[(False, True), None]]
    every_order(answer, did, 5, windows, method(answer.BoxOffice, "sell"), wanted=wanted, free=4)


def test_three_windows(answer):
    """Three windows and three seats: in every order, no seat is sold twice."""
    windows = {
        "Ana": lambda office: office.sell(2),
        "Ben": lambda office: office.sell(2),
        "Cleo": lambda office: office.sell(1),
    }
    did = "3 seats; two windows sold 2 each, a third one 1"
    every_order(
        answer, did, 3, windows, method(answer.BoxOffice, "sell"), wanted=[[False, True, True]], at_once=True
    )


def test_a_slow_window(answer):
    """However long one window takes over its sale, the other one waits for it, asleep."""
    for other, wanted, free in ((1, [[True, True]], 2), (4, [[False, True]], None)):
        windows = {"Ana": lambda office: office.sell(Slow(2)), "Ben": lambda office, n=other: office.sell(n)}
        did = f"5 seats; one window sold 2, and took 100 s for each step of it; the other asked for {other}"
        look = method(answer.BoxOffice, "sell")
        options = {"wanted": wanted, "free": free, "rule": ON_PATIENCE, "preemptions": 0}
        every_order(answer, did, 5, windows, look, **options)


def test_two_box_offices_do_not_mix(answer):
    """Two box offices have seats of their own."""
    did = "made two box offices of 5 and 3 seats, and sold 1 of the first"
    doing(did)
    first, second = answer.BoxOffice(5), answer.BoxOffice(3)
    first.sell(1)
    rule = "What belongs to one office is kept in it: in self, made in __init__."
    expect([first.count(), second.count()], [(4, 1), (3, 0)], did=did, rule=rule, look=answer.BoxOffice)
