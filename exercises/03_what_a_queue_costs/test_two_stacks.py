"""The check of two_stacks: every push and pop is counted, so its cost is known exactly."""

import random
from collections import deque
from queue import Empty

from mqlearn.checks import Failed, Verdict, doing, method
from mqlearn.checks.models import follows_a_bounded_fifo
from mqlearn.verdict import now_doing

MOST_MOVES = 4


def new_stack(moves):
    """Make a stack whose items are out of reach; it records every move in moves."""
    items = []

    class Stack:
        __slots__ = ()

        def push(self, item):
            moves.append("push")
            items.append(item)

        def pop(self):
            if not items:
                saw, rule = (
                    "pop() on an empty stack",
                    "Ask len(stack) first. If both are empty, raise queue.Empty.",
                )
                raise Failed(
                    Verdict.WRONG, did=now_doing(), saw=saw, rule=rule, look="where your code calls pop()"
                )
            moves.append(items[-1])
            return items.pop()

        def __len__(self):
            return len(items)

        def __getattr__(self, name):
            rule = (
                "A stack has push(item), pop() and len(stack), and nothing else. Only its top can be reached."
            )
            saw = f"your code asks a stack for `{name}`"
            raise Failed(
                Verdict.WRONG, did=now_doing(), saw=saw, rule=rule, look="where your code uses the stacks"
            )

    return Stack()


def two_stacks(answer):
    """Make a queue on two stacks; return it, the stacks, and the record of every move."""
    moves = []
    first, second = new_stack(moves), new_stack(moves)
    return answer.TwoStackQueue(first, second), first, second, moves


def test_first_in_first_out(answer):
    """In 1,600 calls in any sequence, it does what a queue does."""
    follows_a_bounded_fifo(lambda maxsize: two_stacks(answer)[0], bound="", maxsizes=(0,))


def test_all_waiting_items_are_on_the_stacks(answer):
    """All waiting items are on the two stacks, and get() pops one of them."""
    did = "put ten items, got four"
    doing(did)
    queue, first, second, moves = two_stacks(answer)
    for _ in range(10):
        queue.put(object())
    for number in range(1, 5):
        before = len(moves)
        item = queue.get()
        popped = any(move is item for move in moves[before:])
        if not popped or len(first) + len(second) != 10 - number:
            raise Failed(
                Verdict.WRONG,
                did=did,
                saw=f"after get number {number}, {len(first) + len(second)} items are on the stacks, "
                f"and the returned item {'was popped off one of them' if popped else 'was on neither of them'}",
                expected=f"{10 - number} items on the stacks, and the returned item was popped off one of them",
                rule="Use the two stacks alone: push and pop on them, and keep no items elsewhere.",
                look=answer.TwoStackQueue,
            )


def test_what_is_put_back_is_on_the_stacks(answer):
    """An item that is put back waits on one of the two stacks, like all others."""
    did = "put three items, got one, and put it back, twice"
    doing(did)
    queue, first, second, _ = two_stacks(answer)
    for number in range(3):
        queue.put(number)
    for _ in range(2):
        queue.put_back(queue.get())
        if len(first) + len(second) != 3:
            raise Failed(
                Verdict.WRONG,
                did=did,
                saw=f"after put_back(), {len(first) + len(second)} items are on the stacks",
                expected="all 3 of them",
                rule="Use the two stacks alone: push and pop on them, and keep no items elsewhere.",
                look=method(answer.TwoStackQueue, "put_back"),
            )


def test_what_is_put_back_is_next(answer):
    """put_back() adds at the front, on an empty queue and wherever the others lie."""
    for seed in range(60):
        rng = random.Random(seed)
        queue, _, _, _ = two_stacks(answer)
        model, calls = deque(), []
        for plate in range(1, 26):
            call = rng.choice(("put", "put", "put_back", "get"))
            if call == "get":
                calls.append("get()")
                compare(answer, queue, model, calls)
            else:
                calls.append(f"{call}({plate})")
                getattr(queue, call)(plate)
                (model.append if call == "put" else model.appendleft)(plate)
        while model:
            calls.append("get()")
            compare(answer, queue, model, calls)


def compare(answer, queue, model, calls):
    """Get one item from the queue and from the model; raise if they differ."""
    did = ", ".join(["new queue", *calls[-10:]] if len(calls) <= 10 else ["…", *calls[-10:]])
    doing(did)
    want = model.popleft() if model else "Empty"
    try:
        got = queue.get()
    except Empty:
        got = "Empty"
    if got != want:
        verdict = Verdict.REORDERED if got in model else Verdict.LOST if got == "Empty" else Verdict.WRONG
        raise Failed(
            verdict,
            did=did,
            saw=f"the last get() {'raised Empty' if got == 'Empty' else f'returned {got!r}'}",
            expected="Empty" if want == "Empty" else f"{want!r}",
            rule="An item that is put back is next: it comes before all others, in whichever pile they are.",
            look=method(answer.TwoStackQueue, "put_back"),
        )


def test_a_great_heap_keeps_its_order(answer):
    """With 3,000 items at once, the first one in is still the first one out."""
    queue, _, _, _ = two_stacks(answer)
    doing("put 3,000 items, then got them all")
    for number in range(3_000):
        queue.put(number)
    for number in range(3_000):
        if (got := queue.get()) != number:
            raise Failed(
                Verdict.REORDERED,
                did="put 3,000 items, then got them all",
                saw=f"get number {number + 1} returned item number {got + 1}",
                expected=f"item number {number + 1}",
                rule="When the outgoing pile is empty, move the whole incoming pile over, not a part of it.",
                look=method(answer.TwoStackQueue, "get"),
            )


def busy_day(answer, waiting):
    """Put ten and get nine until so many wait, then take all; return the moves for each item."""
    queue, _, _, moves = two_stacks(answer)
    items = 0
    while queue.qsize() < waiting:
        for _ in range(10):
            queue.put(items)
            items += 1
        for _ in range(9 if items % 20 else 1):
            queue.get()
    while queue.qsize():
        queue.get()
    return len(moves) / items


def test_the_cost_is_amortized(answer):
    """However many items wait, each is moved at most four times."""
    for waiting in (10, 100, 400):
        doing(f"a day on which up to {waiting} items wait; counted every push and pop")
        moves = busy_day(answer, waiting)
        if moves > MOST_MOVES:
            raise Failed(
                Verdict.SLOW,
                did=f"a day on which up to {waiting} items wait; counted every push and pop",
                saw=f"{moves:.1f} moves for each item",
                expected=f"at most {MOST_MOVES}: on, over, over, and off",
                rule="Move the incoming pile over only when the outgoing one is empty, and then all of it. "
                "Then no item is moved over twice.",
                look=method(answer.TwoStackQueue, "get"),
            )


def test_putting_back_is_cheap(answer):
    """An item that is put back moves no other item, however many wait."""
    for waiting in (10, 100, 400):
        did = f"put {waiting} items, got one, and put it back and got it again {waiting} times"
        doing(did)
        queue, _, _, moves = two_stacks(answer)
        for number in range(waiting):
            queue.put(number)
        for _ in range(waiting):
            queue.put_back(queue.get())
        most = MOST_MOVES * 2 * waiting  # so many were put, and as many were put back
        if len(moves) > most:
            raise Failed(
                Verdict.SLOW,
                did=did,
                saw=f"{len(moves):,} pushes and pops for {2 * waiting} items that were put or put back",
                expected=f"at most {most:,}: {MOST_MOVES} for each of them",
                rule="Putting an item back is one push: the next item to leave is on top of the outgoing pile.",
                look=method(answer.TwoStackQueue, "put_back"),
            )


def test_putting_in_turns_is_cheap(answer):
    """Putting back and putting by turns moves no other item, however many wait."""
    for waiting in (10, 100, 400):
        did = f"put {waiting} items; then got one, put it back and put a new one, {waiting} times"
        doing(did)
        queue, _, _, moves = two_stacks(answer)
        for number in range(waiting):
            queue.put(number)
        for number in range(waiting):
            queue.put_back(queue.get())
            queue.put(number)
        most = MOST_MOVES * 3 * waiting
        if len(moves) > most:
            raise Failed(
                Verdict.SLOW,
                did=did,
                saw=f"{len(moves):,} pushes and pops for {3 * waiting} items that were put or put back",
                expected=f"at most {most:,}: {MOST_MOVES} for each of them",
                rule="A put only pushes onto the incoming pile. Pour piles only in get(), when there is no other way.",
                look=method(answer.TwoStackQueue, "put"),
            )
