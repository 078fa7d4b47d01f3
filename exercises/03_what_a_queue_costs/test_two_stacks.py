"""The check of two_stacks: every push and pop is counted, so its cost is known exactly."""

from mqlearn.checks import Failed, Verdict, doing
from mqlearn.checks.models import follows_a_bounded_fifo
from mqlearn.verdict import now_doing

MOST_MOVES = 4


def new_stack(moves):
    """A stack whose items are out of reach; every move on it is written down in moves."""
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
            rule = "A stack has push(item), pop() and len(stack), no more: only its top can be touched."
            saw = f"your code asks a stack for `{name}`"
            raise Failed(
                Verdict.WRONG, did=now_doing(), saw=saw, rule=rule, look="where your code uses the stacks"
            )

    return Stack()


def two_stacks(answer):
    """A queue on two stacks, the stacks, and every move made on them."""
    moves = []
    first, second = new_stack(moves), new_stack(moves)
    return answer.TwoStackQueue(first, second), first, second, moves


def test_first_in_first_out(answer):
    """In 1,600 calls in any sequence, it does what a queue does."""
    follows_a_bounded_fifo(lambda maxsize: two_stacks(answer)[0], bound="", maxsizes=(0,))


def test_everything_that_waits_lies_on_the_stacks(answer):
    """The two stacks hold what waits, and what is taken comes from their tops."""
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
                saw=f"after the get number {number}, {len(first) + len(second)} items lie on the stacks, "
                f"and what came back was {'popped off one of them' if popped else 'on neither of them'}",
                expected=f"{10 - number} items on the stacks, and what comes back was popped off one of them",
                rule="Do it with the two stacks alone: push and pop on them, and keep no items elsewhere.",
                look=answer.TwoStackQueue,
            )


def busy_day(answer, waiting):
    """Ten in, nine out, until so many wait; then everything out. Returns the moves an item."""
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
    """However many wait, an item is moved at most four times."""
    for waiting in (10, 100, 400):
        doing(f"a day on which up to {waiting} items wait; counted every push and pop")
        moves = busy_day(answer, waiting)
        if moves > MOST_MOVES:
            raise Failed(
                Verdict.SLOW,
                did=f"a day on which up to {waiting} items wait; counted every push and pop",
                saw=f"{moves:.1f} moves an item",
                expected=f"at most {MOST_MOVES}: on, over, over, and off",
                rule="Move the incoming pile over only when the outgoing one is empty, and then all of it. "
                "No item moves twice.",
                look=answer.TwoStackQueue.get,
            )
