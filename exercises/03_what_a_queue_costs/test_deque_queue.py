"""The check of deque_queue: a model for what it does, a ratio for what it costs."""

from mqlearn.checks import Failed, Verdict, doing, method
from mqlearn.checks.measure import LIMIT, growth
from mqlearn.checks.models import (
    follows_a_bounded_fifo,
    has_no_bound_unless_asked,
    is_no_ready_made_queue,
    lets_go_of_what_was_refused,
    lets_go_of_what_was_taken,
)


def test_every_sequence_of_calls_is_right(answer):
    """In 6,400 calls with and without a bound, it does what a queue does."""
    follows_a_bounded_fifo(answer.DequeQueue)


def test_without_a_maxsize_there_is_no_bound(answer):
    """`DequeQueue()` takes as many items as come."""
    has_no_bound_unless_asked(answer.DequeQueue)


def filled(answer, waiting, maxsize):
    queue = answer.DequeQueue(maxsize)
    for number in range(waiting):
        queue.put(number)
    return queue


def round_trip(queue):
    queue.put("order")
    queue.get()


CALLS = {"put() and get()": round_trip, "qsize()": lambda queue: queue.qsize()}


def test_no_call_gets_dearer_when_more_wait(answer):
    """A call costs the same however many items wait, with a bound and without."""
    for maxsize in (0, 1_000_000):
        for call, do in CALLS.items():
            doing(f"timed {call} with maxsize={maxsize}, with 100 items waiting and with more, in turns")
            size, ratio = growth(lambda n, maxsize=maxsize: filled(answer, n, maxsize), do)
            if ratio > LIMIT:
                raise Failed(
                    Verdict.SLOW,
                    did=f"timed {call} with maxsize={maxsize}, with 100 items waiting and with {size:,}, in turns",
                    saw=f"with {size:,} waiting it costs {ratio:.0f} times as much",
                    expected=f"about as much; anything up to {LIMIT:g} times is accepted",
                    rule="Touch the ends only. A call that moves, copies or counts all waiting items costs more with each of them.",
                    look=answer.DequeQueue,
                )


def test_a_taken_item_is_let_go(answer):
    """The queue keeps no item alive that was taken out."""
    lets_go_of_what_was_taken(answer.DequeQueue, method(answer.DequeQueue, "get"))


def test_a_refused_item_is_let_go(answer):
    """A full queue keeps no item alive that it refused."""
    lets_go_of_what_was_refused(answer.DequeQueue, method(answer.DequeQueue, "put"))


def test_it_is_built_from_what_is_no_queue(answer):
    """The answer does not wrap a ready-made queue."""
    is_no_ready_made_queue(answer.DequeQueue())
