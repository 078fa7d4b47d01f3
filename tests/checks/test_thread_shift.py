"""A shift of cooks and waiters: which verdict a queue for threads gets, and with which words."""

import threading
from collections import deque

import pytest

from mqlearn.checks.thread_shift import every_order_of_a_shift
from mqlearn.verdict import Failed, Verdict


class Rail:
    """Right, with a bound of one."""

    def __init__(self):
        self.items = deque()
        self.changed = threading.Condition()

    def put(self, item):
        with self.changed:
            self.changed.wait_for(self.has_room)
            self.add(item)
            self.changed.notify_all()

    def get(self):
        with self.changed:
            self.changed.wait_for(lambda: self.items)
            self.changed.notify_all()
            return self.take()

    def has_room(self):
        return not self.items

    def add(self, item):
        self.items.append(item)

    def take(self):
        return self.items.popleft()


class NoBound(Rail):
    def has_room(self):
        return True


class TakesTwice(Rail):
    def take(self):
        return self.items[0]

    def has_room(self):
        return len(self.items) < 2


class NewestFirst(NoBound):
    def take(self):
        return self.items.pop()


class Naps(Rail):
    def get(self):
        while True:
            with self.changed:
                if self.changed.wait_for(lambda: self.items, 0.1):
                    self.changed.notify_all()
                    return self.take()


class NapsWithoutAWord(Naps):
    def put(self, item):
        with self.changed:
            self.changed.wait_for(self.has_room)
            self.add(item)


class Invents(Rail):
    def take(self):
        self.items.popleft()
        return "nothing"


class LooksOnce(NoBound):
    def get(self):
        with self.changed:
            if not self.items:
                self.changed.wait()
            return self.take()


def shift(rail, maxsize=1, **work):
    work = work or {"waiter": ["get", "get"], "cook": ["soup", "salad"]}
    options = {"did": "a shift", "rule": "the rule", "look": rail, "maxsize": maxsize}
    every_order_of_a_shift(rail, work, **options)


def test_a_right_queue_passes():
    shift(Rail)
    shift(Rail, waiter_1=["get"], waiter_2=["get"], cook=["soup", "salad"])


@pytest.mark.parametrize(
    ("rail", "maxsize", "verdict", "words"),
    [
        (NoBound, 1, Verdict.UNBOUNDED, "more than 1 waited"),
        (TakesTwice, 2, Verdict.DUPLICATED, "came out twice"),
        (NewestFirst, 2, Verdict.REORDERED, "Overtaken"),
        (NapsWithoutAWord, 1, Verdict.SPINNING, "although no call had to take any time"),
        (Invents, 1, Verdict.WRONG, "never put"),
    ],
)
def test_a_wrong_queue_gets_the_verdict_that_names_its_fault(rail, maxsize, verdict, words):
    with pytest.raises(Failed) as failed:
        shift(rail, maxsize)
    assert failed.value.verdict is verdict
    assert words in failed.value.outcome.saw
    assert "this was schedule" in failed.value.outcome.did


def test_an_error_that_only_an_unlucky_order_makes_is_a_race_with_that_order():
    with pytest.raises(Failed) as failed:
        shift(LooksOnce, 0, waiter_1=["get"], waiter_2=["get"], cook=["soup", "salad"])
    assert failed.value.verdict is Verdict.RACE
    assert "IndexError" in failed.value.outcome.saw
    assert "The order that does it:" in failed.value.outcome.saw


def test_a_long_order_is_cut():
    with pytest.raises(Failed) as failed:
        shift(NewestFirst, 9, cook=[f"plate {n}" for n in range(9)], waiter=["get"] * 9)
    lines = failed.value.outcome.saw.splitlines()
    assert len(lines) < 30
    assert any("steps before" in line for line in lines)
