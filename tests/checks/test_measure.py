"""What a call costs, as a ratio, with a clock that only the calls advance."""

from collections import Counter
from types import SimpleNamespace

import pytest

from mqlearn.checks import measure


@pytest.fixture
def work(monkeypatch):
    """Measures a call that costs so much on a queue of n; returns size, ratio, and the cost at each n."""

    def work(cost):
        spent = Counter()
        monkeypatch.setattr(measure, "time", SimpleNamespace(perf_counter=spent.total))

        def call(n):
            spent[n] += cost(n)

        return (*measure.growth(lambda n: n, call), spent)

    return work


def test_what_costs_the_same_has_the_ratio_one_at_every_size(work):
    assert work(lambda n: 3)[:2] == (measure.SIZES[-1], 1)


def test_what_touches_every_item_is_found_at_the_second_size(work):
    assert work(lambda n: n)[:2] == (measure.SIZES[1], 10)


def test_a_call_that_costs_a_thousand_times_as_much_does_not_use_up_the_time_of_its_check(work):
    """Most of its calls are not made, and their cost is estimated."""
    size, ratio, spent = work(lambda n: n * n if n > 1_000 else 1_000)
    assert (size, ratio) == (10_000, 100_000)
    one_part = measure.CALLS // measure.PARTS * size**2
    assert spent[size] == 3 * measure.ROUNDS * one_part
