"""Histories: what a bounded first-in, first-out queue allows, and what it does not."""

import random

import pytest

from mqlearn.exploration import Operation, history


def op(text, began, ended):
    """An operation from words such as ``Ana put soup``."""
    who, what, *item = text.split()
    return Operation(who, what, item[0] if item else None, began, ended)


ALLOWED = {
    "one after the other": [op("Ana put soup", 0, 1), op("Ben get soup", 2, 3)],
    "a get that began before the put": [op("Ben get soup", 0, 3), op("Ana put soup", 1, 2)],
    "two puts at once, in either order": [
        op("Ana put soup", 0, 5),
        op("Ben put pie", 1, 4),
        op("Cleo get pie", 6, 7),
        op("Cleo get soup", 8, 9),
    ],
    "a put that never came back, and took effect": [op("Ana put soup", 0, None), op("Ben get soup", 1, 2)],
    "a put that never came back, and did not": [op("Ana put soup", 0, None), op("Ben empty", 1, 2)],
    "empty while the put goes on": [op("Ana put soup", 0, 3), op("Ben empty", 1, 2)],
    "nothing at all": [],
}

FORBIDDEN = {
    "never put": ([op("Ben get soup", 0, 1)], 0, "never put"),
    "before it was put": ([op("Ben get soup", 0, 1), op("Ana put soup", 2, 3)], 0, "before it was put"),
    "twice": (
        [op("Ana put soup", 0, 1), op("Ben get soup", 2, 3), op("Cleo get soup", 4, 5)],
        0,
        "came out twice",
    ),
    "overtaken": (
        [
            op("Ana put soup", 0, 1),
            op("Ana put pie", 2, 3),
            op("Ben get pie", 4, 5),
            op("Ben get soup", 6, 7),
        ],
        0,
        "Overtaken",
    ),
    "lost": (
        [op("Ana put soup", 0, 1), op("Ana put pie", 2, 3), op("Ben get pie", 4, 5), op("Ben empty", 6, 7)],
        0,
        "Lost: 'soup'",
    ),
    "no room": ([op("Ana put soup", 0, 1), op("Ben put pie", 2, 3)], 1, "contradict"),
    "empty with an order in it": ([op("Ana put soup", 0, 1), op("Ben empty", 2, 3)], 0, "contradict"),
    "full with room left": ([op("Ana put soup", 0, 1), op("Ben full", 2, 3)], 2, "contradict"),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_a_queue_allows_is_not_accused(name):
    report = history(ALLOWED[name], maxsize=2)
    assert report.ok, str(report)
    assert report.complete


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_no_queue_shows_is_refused_in_plain_words(name):
    operations, maxsize, words = FORBIDDEN[name]
    report = history(operations, maxsize)
    assert not report.ok
    assert words in str(report)
    assert "from – to" in str(report)


def simulated(seed, swap):
    """Forty operations of a real queue at overlapping times; ``swap`` exchanges what two gets brought."""
    draw = random.Random(seed)
    waiting, operations, clock = [], [], 0.0
    for number in range(40):
        clock += 1
        began, ended = clock - 2 * draw.random(), clock + 2 * draw.random()
        if waiting and draw.random() < 0.5:
            operations.append(Operation("Ben", "get", waiting.pop(0), began, ended))
        elif len(waiting) < 5:
            waiting.append(number)
            operations.append(Operation("Ana", "put", number, began, ended))
        else:
            operations.append(Operation("Ana", "full", None, began, ended))
    if swap:
        places = [i for i, operation in enumerate(operations) if operation.what == "get"]
        first, last = places[0], places[-1]
        a, b = operations[first], operations[last]
        operations[first] = Operation(a.who, "get", b.item, a.began, a.ended)
        operations[last] = Operation(b.who, "get", a.item, b.began, b.ended)
    return operations


@pytest.mark.parametrize("seed", range(20))
def test_forty_operations_of_a_right_queue_are_explained_and_a_swap_is_not(seed):
    assert history(simulated(seed, swap=False), maxsize=5).ok
    assert not history(simulated(seed, swap=True), maxsize=5).ok


def test_too_many_operations_at_once_are_given_up_and_said():
    operations = [Operation(f"waiter {i}", "put", i % 3, 0, 1) for i in range(30)]
    operations += [Operation(f"cook {i}", "get", i % 2, 2, 3) for i in range(30)]
    report = history(operations)
    assert report.ok
    assert not report.complete
    assert str(report).startswith("Gave up after 200,000 situations: 60 operations are too many")


def test_an_operation_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="before it began"):
        history([op("Ana put soup", 2, 1)])
