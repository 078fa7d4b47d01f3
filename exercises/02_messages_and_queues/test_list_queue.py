"""The check of list_queue: the same calls on the answer and on a model of a queue."""

from mqlearn.checks import expect
from mqlearn.checks.models import (
    follows_a_bounded_fifo,
    has_no_bound_unless_asked,
    is_no_ready_made_queue,
    same_as_the_model,
)


def test_first_in_first_out(answer):
    """The order that waited longest leaves first."""
    dishes = ["soup", "salad", "bread"]
    same_as_the_model(answer.ListQueue, 0, ["put"] * 3 + ["get"] * 3, dishes)


def test_without_a_maxsize_there_is_no_bound(answer):
    """`ListQueue()` takes as many orders as come."""
    has_no_bound_unless_asked(answer.ListQueue)


def test_two_queues_do_not_share_their_orders(answer):
    """Two queues share no items."""
    first, second = answer.ListQueue(), answer.ListQueue()
    first.put("soup")
    expect(
        second.qsize(),
        0,
        did="made two queues, put 'soup' into the first, asked the second for its qsize()",
        saw="it says",
        rule="Make the list in __init__, not in the class, because each queue needs its own.",
        look=answer.ListQueue,
    )


def test_an_empty_queue_says_so(answer):
    """`get` on an empty queue raises queue.Empty."""
    same_as_the_model(answer.ListQueue, 0, ["get", "put", "get", "get"], ["soup"])


def test_every_sequence_of_calls_is_right(answer):
    """In 6,400 calls with and without a bound, it does what a queue does."""
    follows_a_bounded_fifo(answer.ListQueue)


def test_it_is_built_from_what_is_no_queue(answer):
    """The answer does not wrap a ready-made queue."""
    is_no_ready_made_queue(answer.ListQueue())
