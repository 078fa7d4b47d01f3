"""The check of ring_buffer: a model, a ratio, the memory it takes, and what it keeps alive."""

import gc
import tracemalloc
import weakref

from mqlearn.grading import Failed, Verdict
from mqlearn.grading.measure import LIMIT, growth
from mqlearn.grading.models import follows_a_bounded_fifo


def test_round_and_round(answer):
    """With 1 to 7 slots, in 11,200 calls, it does what a bounded queue does."""
    follows_a_bounded_fifo(answer.RingBuffer, maxsizes=(1, 2, 3, 7), seeds=40, steps=70)


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


def full_but_one(answer, capacity):
    ring = answer.RingBuffer(capacity)
    for number in range(capacity - 1):
        ring.put(number)
    return ring


def round_trip(ring):
    ring.put("plate")
    ring.get()
    ring.qsize()


def test_no_call_gets_dearer_with_the_capacity(answer):
    """A call costs the same with 100 slots and with 50,000."""
    size, ratio = growth(lambda n: full_but_one(answer, n), round_trip)
    if ratio > LIMIT:
        raise Failed(
            Verdict.SLOW,
            did=f"timed put(), get() and qsize() on a ring of 100 and one of {size:,}, all but full, in turns",
            saw=f"with {size:,} slots it costs {ratio:.0f} times as much",
            expected=f"about as much; anything up to {LIMIT:g} times is accepted",
            rule="In a ring nothing moves: only the place of the oldest does.",
            look=answer.RingBuffer,
        )


def test_filling_takes_no_more_memory(answer):
    """All slots are there from the start."""
    capacity = 20_000
    plate = "plate"
    gc.collect()
    tracemalloc.start()
    try:
        ring = answer.RingBuffer(capacity)
        made = tracemalloc.get_traced_memory()[0]
        for _ in range(capacity):
            ring.put(plate)
        grown = tracemalloc.get_traced_memory()[0] - made
    finally:
        tracemalloc.stop()
    if grown > capacity:  # a slot takes 8 bytes; one byte for each is far below any growing structure
        raise Failed(
            Verdict.WRONG,
            did=f"made a ring of {capacity:,} slots, then filled it, and counted the memory taken",
            saw=f"{made:,} bytes when it was made, and {grown:,} more while it was filled",
            expected="all of it when it was made",
            rule="A ring's memory is fixed: make all the slots in __init__, and never more.",
            look=answer.RingBuffer.__init__,
        )


class Plate:
    """Something that can be watched from afar."""


def test_a_taken_item_is_let_go(answer):
    """The slot forgets the item that was taken out of it."""
    ring = answer.RingBuffer(4)
    ring.put(Plate())
    watched = weakref.ref(ring.get())
    gc.collect()
    if watched() is not None:
        raise Failed(
            Verdict.LEAKED,
            did="put a plate on the ring, took it off, and let it go",
            saw="the plate is still alive: the ring holds on to it",
            rule="A slot that is free must be empty: put None into it, or the memory of the last item stays taken.",
            look=answer.RingBuffer.get,
        )
