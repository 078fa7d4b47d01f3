"""The check of list_queue: the same calls on the answer and on a model of a queue."""

from queue import Empty

from mqlearn.grading import Verdict, expect
from mqlearn.grading.models import follows_a_bounded_fifo


def test_first_in_first_out(answer):
    """The order that waited longest leaves first."""
    queue = answer.ListQueue()
    for dish in ("soup", "salad", "bread"):
        queue.put(dish)
    got = [queue.get() for _ in range(3)]
    expect(
        got,
        ["soup", "salad", "bread"],
        verdict=Verdict.REORDERED if sorted(map(str, got)) == ["bread", "salad", "soup"] else Verdict.WRONG,
        did="put 'soup', 'salad' and 'bread', then called get() three times",
        saw="it gave",
        rule="First in, first out: whoever came first is served first.",
        look=answer.ListQueue.get,
    )


def test_two_queues_do_not_share_their_orders(answer):
    """What waits in one queue does not wait in another."""
    first, second = answer.ListQueue(), answer.ListQueue()
    first.put("soup")
    expect(
        second.qsize(),
        0,
        did="made two queues, put 'soup' into the first, asked the second for its qsize()",
        saw="it says",
        rule="The list belongs to one queue: make it in __init__, not in the class.",
        look=answer.ListQueue,
    )


def test_an_empty_queue_says_so(answer):
    """`get` on an empty queue raises queue.Empty."""
    queue = answer.ListQueue()
    try:
        got = queue.get()
    except Empty:
        return
    expect(
        f"returned {got!r}",
        "raised queue.Empty",
        did="called get() on an empty queue",
        rule="Returning something would say that there was an order. None could even be one.",
        look=answer.ListQueue.get,
    )


def test_every_sequence_of_calls_is_right(answer):
    """In 6,400 calls with and without a bound, it does what a queue does."""
    follows_a_bounded_fifo(answer.ListQueue)
