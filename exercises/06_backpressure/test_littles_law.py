"""The check of littles_law: small logs with known answers, then random days, and Little's law itself."""

import math
import random

from mqlearn.checks import Failed, Verdict, doing
from mqlearn.simulation import Event
from mqlearn.simulation.stations import visits
from mqlearn.verdict import brief

NAMES = ("arrival rate", "mean time", "mean number")
MOST_SHOWN = 8


def log(*lines):
    return [Event(float(at), "counter", what, parcel) for at, what, parcel in lines]


def agree(got, want):
    if want is None or got is None:
        return got is want
    return type(got) in (int, float) and math.isclose(got, want, rel_tol=1e-9, abs_tol=1e-9)


def ask(answer, events, begin, end, want, story, rules):
    """Ask for the three numbers and compare them. ``rules`` has one rule for each."""
    happened = "; ".join(f"{e.at:g} s {e.message} {e.what}" for e in events[:MOST_SHOWN])
    if len(events) > MOST_SHOWN:
        happened += f"; and {len(events) - MOST_SHOWN} more"
    did = f"{story} measure(log, {begin:g}, {end:g}) on: {happened or 'an empty log'}"
    doing(did)
    got = answer.measure(events, begin, end)
    if not isinstance(got, tuple | list) or len(got) != 3:
        raise Failed(
            Verdict.WRONG,
            did=did,
            saw=f"it returned {brief(got)}",
            expected="three numbers: (arrival rate, mean time, mean number)",
            rule="Return the three numbers in one tuple, in this order.",
            look=answer.measure,
        )
    for name, is_, should, rule in zip(NAMES, got, want, rules, strict=True):
        if not agree(is_, should):
            raise Failed(
                Verdict.WRONG,
                did=did,
                saw=f"the {name} was {brief(is_)}",
                expected=brief(should),
                rule=rule,
                look=answer.measure,
            )
    return got


RATE = "The arrival rate is the number of parcels that came at begin or later, and before end, divided by the length of the window."
TIME = "The mean time is the mean of comes to goes, over the parcels that came in the window and have gone."
NUMBER = "The mean number is an average over time: each count weighs as much as it lasts."
RULES = (RATE, TIME, NUMBER)


def test_one_parcel(answer):
    """One parcel that stays for nine of ten seconds."""
    events = log((0, "comes", "A"), (9, "goes", "A"))
    ask(answer, events, 0, 10, (0.1, 9.0, 0.9), "One parcel.", RULES)


def test_the_number_is_an_average_over_time(answer):
    """A count that lasts long weighs much; the number of events does not matter."""
    events = log(
        (0, "comes", "A"),
        (1, "comes", "B"),
        (2, "comes", "C"),
        (2.5, "goes", "A"),
        (3, "goes", "B"),
        (12.5, "goes", "C"),
    )
    ask(answer, events, 0, 16, (0.1875, 5.0, 0.9375), "A short rush, and a long quiet time.", RULES)


def test_parcels_that_never_go(answer):
    """A parcel that never goes is there until the end, and has no time yet."""
    events = log((0, "comes", "A"), (2, "comes", "B"), (4, "goes", "A"))
    rules = (RATE, "A parcel that has not gone has no time yet, so leave it out of the mean.", NUMBER)
    ask(answer, events, 0, 8, (0.25, 4.0, 1.25), "B never goes.", rules)
    ask(answer, log((2, "comes", "B")), 0, 8, (0.125, None, 0.75), "No parcel has gone.", rules)


def test_the_edges_of_the_window(answer):
    """A parcel that is there when the window opens counts for the number, but is no arrival."""
    before = (
        "A parcel that came before the window is not one of its arrivals.",
        "Its time does not count either, because the mean is over the arrivals of the window.",
        "But it is there, so its seconds within the window count for the number.",
    )
    events = log((0, "comes", "A"), (6, "goes", "A"), (5, "comes", "B"), (7, "goes", "B"))
    ask(answer, events, 4, 8, (0.25, 2.0, 1.0), "A was there before the window opened.", before)
    after = (
        RATE,
        "The time counts in full, including the part after the window.",
        "The seconds after the window do not count for the number.",
    )
    events = log((1, "comes", "A"), (6, "goes", "A"))
    ask(answer, events, 0, 4, (0.25, 5.0, 0.75), "A goes after the window has closed.", after)
    edge = ("A parcel that comes at begin counts, one that comes at end does not.", TIME, NUMBER)
    events = log((2, "comes", "A"), (3, "goes", "A"), (4, "comes", "B"), (9, "goes", "B"))
    ask(answer, events, 2, 4, (0.5, 1.0, 0.5), "A comes at begin, and B at end.", edge)
    outside = log((0, "comes", "A"), (1, "goes", "A"), (8, "comes", "B"), (9, "goes", "B"))
    ask(answer, outside, 2, 6, (0.0, None, 0.0), "One came and went before, one comes later.", RULES)
    whole = log((0, "comes", "A"), (20, "goes", "A"))
    ask(answer, whole, 5, 7, (0.0, None, 1.0), "A is there all the time.", before)
    ask(answer, [], 0, 4, (0.0, None, 0.0), "Nothing happened.", RULES)


def test_the_log_need_not_be_sorted(answer):
    """`at` says when an event happened, and the whole name says to which parcel."""
    events = log(
        (6, "goes", "parcel 1"),
        (3, "goes", "parcel 10"),
        (2, "comes", "parcel 10"),
        (0, "comes", "parcel 1"),
    )
    ask(answer, events, 0, 8, (0.25, 3.5, 0.875), "The log was merged from two scanners.", RULES)
    events = log((1, "goes", "A"), (1, "comes", "A"), (1, "comes", "B"), (3, "goes", "B"))
    rules = (RATE, "0 seconds is a time: a parcel that goes at once counts in the mean.", NUMBER)
    ask(answer, events, 0, 4, (0.5, 1.0, 0.5), "A goes at the moment it comes.", rules)


def reference(stays, begin, end):
    new = [(c, g) for c, g in stays if begin <= c < end]
    times = [g - c for c, g in new if g is not None]
    area = sum(max(0.0, min(end if g is None else g, end) - max(c, begin)) for c, g in stays)
    length = end - begin
    return len(new) / length, sum(times) / len(times) if times else None, area / length


def test_days_of_chance(answer):
    """Measure random windows of random days, with parcels there at both ends, and some that never go."""
    for seed in range(30):
        rng = random.Random(seed)
        stays = []
        for _ in range(12):
            came = rng.randrange(80) / 4
            stays.append((came, None if rng.random() < 0.2 else came + rng.randrange(24) / 4))
        events = log(
            *(
                (at, what, f"parcel {n}")
                for n, stay in enumerate(stays, 1)
                for at, what in zip(stay, ("comes", "goes"), strict=True)
                if at is not None
            )
        )
        rng.shuffle(events)
        begin = rng.randrange(40) / 4
        end = begin + rng.randrange(1, 48) / 4
        ask(answer, events, begin, end, reference(stays, begin, end), "A random day.", RULES)


def test_littles_law(answer):
    """From empty to empty, the mean number is the arrival rate times the mean time: L = λW."""
    for seed in range(5):
        rng = random.Random(seed)
        served = visits(
            [rng.expovariate(0.8) for _ in range(200)], [rng.expovariate(1.0) for _ in range(200)]
        )
        events = log(
            *((v.made, "comes", f"parcel {n}") for n, v in enumerate(served)),
            *((v.left, "goes", f"parcel {n}") for n, v in enumerate(served)),
        )
        end = served[-1].left + 1
        rate, time, number = ask(
            answer,
            events,
            0,
            end,
            reference([(v.made, v.left) for v in served], 0, end),
            "200 parcels, from empty to empty.",
            RULES,
        )
        if not agree(number, rate * time):
            raise Failed(
                Verdict.WRONG,
                did="measured a day from an empty counter to an empty counter",
                saw=f"mean number {number:g}, and rate times time is {rate * time:g}",
                expected="the same number twice",
                rule="This is Little's law: both sides count every second of every parcel once.",
                look=answer.measure,
            )
