"""Backoff: twice as long each time, up to a cap, and never all at the same moment."""

import random

import pytest

from mqlearn.delivery import Backoff


def test_the_longest_wait_doubles_up_to_the_cap():
    backoff = Backoff(base=0.5, cap=3)
    assert [backoff.longest(attempt) for attempt in range(1, 6)] == [0.5, 1, 2, 3, 3]
    assert backoff.longest(10**9) == 3


def test_without_jitter_it_is_the_longest_wait():
    assert Backoff(base=0.5, jitter=False).delay(3) == 2


def test_with_jitter_the_waits_spread_from_nothing_to_all():
    backoff = Backoff(base=8, random=random.Random(7))
    waits = [backoff.delay(1) for _ in range(1_000)]
    assert 0 <= min(waits) < 0.8
    assert 7.2 < max(waits) <= 8
    assert 3.5 < sum(waits) / len(waits) < 4.5


def test_the_same_seed_gives_the_same_waits():
    assert Backoff(random=random.Random(7)).delay(5) == Backoff(random=random.Random(7)).delay(5)
    random.seed(7)
    first = Backoff().delay(5)
    random.seed(7)
    assert Backoff().delay(5) == first


@pytest.mark.parametrize("wrong", [{"base": -1}, {"cap": -1}])
def test_a_negative_wait_is_refused(wrong):
    with pytest.raises(ValueError, match="0 or more"):
        Backoff(**wrong)
