"""`ListQueue` and `DequeQueue`: one thread, nobody waits."""

from queue import Empty, Full

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mqlearn import DequeQueue, ListQueue
from mqlearn.checks.measure import LIMIT, growth
from mqlearn.checks.models import follows_a_bounded_fifo

both = pytest.mark.parametrize("kind", [ListQueue, DequeQueue])


@both
def test_they_do_what_the_model_of_a_bounded_queue_does(kind):
    follows_a_bounded_fifo(kind, seeds=60, steps=60)


@both
@settings(derandomize=True, database=None)
@given(items=st.lists(st.one_of(st.none(), st.integers(), st.text())))
def test_whatever_goes_in_comes_out_in_the_same_order(kind, items):
    queue = kind()
    for item in items:
        queue.put(item)
    assert [queue.get() for _ in items] == items
    assert queue.empty()


@both
def test_a_refused_item_changes_nothing(kind):
    queue = kind(maxsize=1)
    queue.put("soup")
    with pytest.raises(Full):
        queue.put("salad")
    assert (queue.qsize(), queue.full(), queue.get()) == (1, True, "soup")
    with pytest.raises(Empty):
        queue.get()
    assert queue.empty()


@both
def test_nobody_waits_so_nowait_is_the_same(kind):
    queue = kind()
    queue.put_nowait("soup")
    assert queue.get_nowait() == "soup"


@pytest.mark.parametrize("maxsize", [0, -1])
@both
def test_without_a_bound_it_is_never_full(kind, maxsize):
    queue = kind(maxsize)
    for number in range(1_000):
        queue.put(number)
    assert not queue.full()


def _filled(kind, n):
    queue = kind()
    for number in range(n):
        queue.put(number)
    return queue


def _round_trip(queue):
    queue.put(queue.get())


def test_the_list_queue_gets_dearer_and_the_deque_queue_does_not():
    """The pair exists to show O(n) against O(1)."""
    size, ratio = growth(lambda n: _filled(ListQueue, n), _round_trip)
    assert ratio > LIMIT, f"a list with {size} items"
    _, ratio = growth(lambda n: _filled(DequeQueue, n), _round_trip)
    assert ratio < LIMIT
