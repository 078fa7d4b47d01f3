"""The check of ring_buffer: a model, a ratio, the memory it takes, and the items it keeps alive."""

import gc
import random
import tracemalloc
from collections import deque
from queue import Empty

from mqlearn.checks import Failed, Verdict, doing, method
from mqlearn.checks.measure import LIMIT, growth
from mqlearn.checks.models import (
    follows_a_bounded_fifo,
    is_no_ready_made_queue,
    lets_go_of_what_was_refused,
    lets_go_of_what_was_taken,
    shares_nothing,
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
            rule="A ring without slots can hold nothing. Reject it in __init__, not at the first put.",
            look=method(answer.RingBuffer, "__init__"),
        )


def test_two_rings_share_no_slot(answer):
    """Two rings that are used in turns do not see each other's items."""
    shares_nothing(answer.RingBuffer, answer.RingBuffer.__init__)


class Any:
    """Equal to everything, as unittest.mock.ANY is: a ring must not compare its items."""

    __hash__ = None

    def __eq__(self, other):
        return True

    def __repr__(self):
        return "an item that is equal to everything"


DISHES = (None, "roll", Any(), 0, "tuna", "", "roll", False, "eel")


def taken_from(answer, ring, want, calls):
    """Take one item; raise unless it is the oldest."""
    did = f"{', '.join(calls[-8:])}; get()"
    doing(did)
    try:
        got = ring.get()
    except Empty:
        saw, verdict = "get() raised Empty", Verdict.LOST
    else:
        saw, verdict = f"get() returned {got!r}", Verdict.WRONG
        if got is want:
            return
    raise Failed(
        verdict,
        did=did,
        saw=saw,
        expected=repr(want),
        rule="Count the items. Do not compare them, because an item may be equal to anything.",
        look=method(answer.RingBuffer, "get"),
    )


def test_the_camera_sees_what_waits(answer):
    """waiting() returns what waits, oldest first, wherever it lies in the ring, and takes nothing."""
    for capacity in (1, 2, 3, 7):
        for seed in range(15):
            rng = random.Random(f"{capacity} {seed}")
            ring, model, seen = answer.RingBuffer(capacity), deque(), []
            for step in range(30):
                if len(model) < capacity and (not model or rng.random() < 0.55):
                    model.append(DISHES[step % len(DISHES)])
                    ring.put(model[-1])
                    seen.append(f"put({model[-1]!r})")
                else:
                    taken_from(answer, ring, model.popleft(), seen)
                    seen.append("get()")
                the_camera_is_right(answer, capacity, ring, list(model), seen)


def the_camera_is_right(answer, capacity, ring, want, calls):
    """Compare waiting() with the model, twice: the second call must see the same as the first."""
    did = f"RingBuffer({capacity}); {', '.join(calls[-8:])}; waiting()"
    doing(did)
    for turn in ("returned", "the second time, returned"):
        got = ring.waiting()
        shown, exact = repr(got), isinstance(got, list) and list(map(repr, got)) == list(map(repr, want))
        if exact and ring.qsize() == len(want):
            got.clear()  # the list is the caller's
            continue
        verdict, rule = Verdict.WRONG, "waiting() returns a list of exactly the items that wait."
        if exact or (turn != "returned" and isinstance(got, list) and len(got) < len(want)):
            verdict, rule = Verdict.LOST, "waiting() only reads: afterwards, the same items wait as before."
        elif isinstance(got, list) and sorted(map(repr, got)) == sorted(map(repr, want)):
            verdict, rule = (
                Verdict.REORDERED,
                "The oldest item is at `head`, not in the first slot. Begin there.",
            )
        elif isinstance(got, list) and len(got) < len(want):
            verdict, rule = (
                Verdict.LOST,
                "Count the items; None is one, too. After the last slot comes the first.",
            )
        elif isinstance(got, list) and len(got) > len(want):
            rule = "A free slot is not an item. The count says how many of the slots to read."
        raise Failed(
            verdict,
            did=did,
            saw=f"waiting() {turn} {shown}, and qsize() is {ring.qsize()}",
            expected=f"{want!r}, and qsize() is {len(want)}",
            rule=rule,
            look=method(answer.RingBuffer, "waiting"),
        )


def holding(answer, capacity, waiting):
    ring = answer.RingBuffer(capacity)
    for number in range(capacity // 10):  # start from somewhere inside, not from the first slot
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


def test_the_cost_does_not_grow_with_the_capacity(answer):
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
                rule="In a ring no item moves. Only the position of the oldest changes.",
                look=answer.RingBuffer,
            )


def test_filling_takes_no_more_memory(answer):
    """Filling the ring takes no memory beyond what __init__ took."""
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
            rule="A ring's memory is fixed. Make all slots in __init__, and never make more.",
            look=method(answer.RingBuffer, "__init__"),
        )


def test_a_taken_item_is_let_go(answer):
    """A slot keeps no item alive after the item was taken out."""
    lets_go_of_what_was_taken(answer.RingBuffer, method(answer.RingBuffer, "get"))


def test_a_refused_item_is_let_go(answer):
    """A full ring keeps no item alive that it refused."""
    lets_go_of_what_was_refused(answer.RingBuffer, method(answer.RingBuffer, "put"))


def test_it_is_built_from_what_is_no_queue(answer):
    """The ring does not wrap a ready-made queue."""
    is_no_ready_made_queue(answer.RingBuffer(1))
