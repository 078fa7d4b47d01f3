"""The check of two_stacks: every push and pop is counted, so its cost is known exactly."""

from mqlearn.grading import Failed, Verdict
from mqlearn.grading.models import follows_a_bounded_fifo

MOST_MOVES = 4


class Stack:
    """Last in, first out; counts every move."""

    def __init__(self):
        self._items = []
        self.moves = 0

    def push(self, item):
        self.moves += 1
        self._items.append(item)

    def pop(self):
        self.moves += 1
        return self._items.pop()

    def __len__(self):
        return len(self._items)


def test_first_in_first_out(answer):
    """In 1,600 calls in any sequence, it does what a queue does."""
    follows_a_bounded_fifo(lambda maxsize: answer.TwoStackQueue(Stack(), Stack()), maxsizes=(0,))


def test_everything_that_waits_lies_on_the_stacks(answer):
    """The two stacks hold what waits, and nothing else does."""
    first, second = Stack(), Stack()
    queue = answer.TwoStackQueue(first, second)
    for number in range(10):
        queue.put(number)
    for _ in range(4):
        queue.get()
    on_stacks = len(first) + len(second)
    if on_stacks != 6:
        raise Failed(
            Verdict.WRONG,
            did="put ten items, got four",
            saw=f"{on_stacks} items lie on the two stacks",
            expected="6",
            rule="The exercise is to do it with the two stacks: push and pop on them, and keep no items elsewhere.",
            look=answer.TwoStackQueue,
        )


def busy_day(answer, waiting):
    """Ten in, nine out, until so many wait; then everything out. Returns moves an item."""
    first, second = Stack(), Stack()
    queue = answer.TwoStackQueue(first, second)
    items = 0
    while queue.qsize() < waiting:
        for _ in range(10):
            queue.put(items)
            items += 1
        for _ in range(9 if items % 20 else 1):
            queue.get()
    while queue.qsize():
        queue.get()
    return (first.moves + second.moves) / items


def test_the_cost_is_amortized(answer):
    """However many wait, an item is moved at most four times."""
    for waiting in (10, 100, 400):
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
