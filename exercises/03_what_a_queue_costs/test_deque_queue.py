"""The check of deque_queue: a model for what it does, a ratio for what it costs."""

from mqlearn.grading import Failed, Verdict
from mqlearn.grading.measure import LIMIT, growth
from mqlearn.grading.models import follows_a_bounded_fifo


def test_every_sequence_of_calls_is_right(answer):
    """In 6,400 calls with and without a bound, it does what a queue does."""
    follows_a_bounded_fifo(answer.DequeQueue)


def filled(answer, waiting):
    queue = answer.DequeQueue()
    for number in range(waiting):
        queue.put(number)
    return queue


def round_trip(queue):
    queue.put("order")
    queue.get()


CALLS = {
    "put() and get()": round_trip,
    "qsize()": lambda queue: queue.qsize(),
}


def test_no_call_gets_dearer_when_more_wait(answer):
    """A call costs the same whether 100 or 50,000 items wait."""
    for call, do in CALLS.items():
        size, ratio = growth(lambda n: filled(answer, n), do)
        if ratio > LIMIT:
            raise Failed(
                Verdict.SLOW,
                did=f"timed {call} with 100 items waiting and with {size:,}, in turns, in one run",
                saw=f"with {size:,} waiting it costs {ratio:.0f} times as much",
                expected=f"about as much; anything up to {LIMIT:g} times is accepted",
                rule="Touch the ends only. Whatever moves, copies or counts all that wait grows with them.",
                look=answer.DequeQueue,
            )
