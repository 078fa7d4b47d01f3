"""The check of ring_buffer: a model, a ratio, the memory it takes, and what it keeps alive."""

import gc
import tracemalloc

from mqlearn.checks import Failed, Verdict, doing
from mqlearn.checks.measure import LIMIT, growth
from mqlearn.checks.models import (
    follows_a_bounded_fifo,
    is_no_ready_made_queue,
    lets_go_of_what_was_refused,
    lets_go_of_what_was_taken,
)


def test_round_and_round(answer):
    """With 1 to 7 slots, in 11,200 calls, it does what a bounded queue does."""
    follows_a_bounded_fifo(answer.RingBuffer, bound="capacity", maxsizes=(1, 2, 3, 7), seeds=40, steps=70)


def test_a_ring_needs_a_slot(answer):
    """A capacity below 1 raises ValueError."""
    for capacity in (0, -3):
        try:
            answer.RingBuffer(capacity)
        except ValueError:
            continue
        raise Failed(
            Verdict.WRONG,
            did=f"RingBuffer({capacity})",
            saw="no error",
            expected="ValueError",
            rule="A ring without slots can hold nothing: say so where it is made, not at the first put.",
            look=answer.RingBuffer.__init__,
        )


def holding(answer, capacity, waiting):
    ring = answer.RingBuffer(capacity)
    for number in range(capacity // 10):  # go on from somewhere inside, not from the first slot
        ring.put(number)
        ring.get()
    for number in range(waiting):
        ring.put(number)
    return ring


def round_trip(ring):
    ring.put("plate")
    ring.get()
    ring.qsize()


FILLED = {"all but full": lambda n: n - 1, "half full": lambda n: n // 2, "empty": lambda n: 0}


def test_no_call_gets_dearer_with_the_capacity(answer):
    """A call costs the same with few slots and with many, however full the ring is."""
    for state, waiting in FILLED.items():
        doing(f"timed put(), get() and qsize() on a ring of 100 slots and on larger ones, {state}, in turns")
        size, ratio = growth(lambda n, waiting=waiting: holding(answer, n, waiting(n)), round_trip)
        if ratio > LIMIT:
            raise Failed(
                Verdict.SLOW,
                did=f"timed put(), get() and qsize() on a ring of 100 slots and one of {size:,}, {state}, in turns",
                saw=f"with {size:,} slots it costs {ratio:.0f} times as much",
                expected=f"about as much; anything up to {LIMIT:g} times is accepted",
                rule="In a ring nothing moves: only the place of the oldest does.",
                look=answer.RingBuffer,
            )


def test_filling_takes_no_more_memory(answer):
    """All slots are there from the start, and stay."""
    capacity, plate = 20_000, "plate"
    did = f"made a ring of {capacity:,} slots, then filled it, and counted the memory taken"
    doing(did)
    gc.collect()
    tracemalloc.start()
    try:
        ring = answer.RingBuffer(capacity)
        made = tracemalloc.get_traced_memory()[0]
        ring.put(plate)
        gc.collect()
        first = tracemalloc.get_traced_memory()[0] - made
        for _ in range(capacity - 1):
            ring.put(plate)
        full = tracemalloc.get_traced_memory()[0] - made
    finally:
        tracemalloc.stop()
    # A slot takes 8 bytes. One byte for each is far below anything that grows with the items.
    if abs(first) > capacity or abs(full) > capacity:
        raise Failed(
            Verdict.WRONG,
            did=did,
            saw=f"{made:,} bytes when it was made; {first:+,} after the first put, {full:+,} when it was full",
            expected="all of it when it was made, and no change after that",
            rule="A ring's memory is fixed: make all the slots in __init__, use them, and never make more.",
            look=answer.RingBuffer.__init__,
        )


def test_a_taken_item_is_let_go(answer):
    """The slot forgets the item that was taken out of it."""
    lets_go_of_what_was_taken(answer.RingBuffer, answer.RingBuffer.get)


def test_a_refused_item_is_let_go(answer):
    """What a full ring did not take is not kept in memory either."""
    lets_go_of_what_was_refused(answer.RingBuffer, answer.RingBuffer.put)


def test_it_is_built_from_what_is_no_queue(answer):
    """No ready-made queue does the work inside."""
    is_no_ready_made_queue(answer.RingBuffer(1))
