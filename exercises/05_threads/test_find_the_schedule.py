"""The check of find_the_schedule: each order is followed on the real program, line by line."""

import threading
from types import SimpleNamespace

from mqlearn.checks import Failed, Verdict, doing
from mqlearn.exploration import follow, threads

NAMES = ("Ana", "Ben")
MOST = 100


# The programs, as in the starter. They are judged here, so a learner may change the copy in the starter.
# fmt: off
def sell(hall, name):
    seen = hall.free                # 1
    if seen > 0:                    # 2
        hall.free = seen - 1        # 3
        hall.sold_to.append(name)   # 4
def pay_in(till, price):
    till.lock.acquire()             # 1
    seen = till.total               # 2
    till.lock.release()             # 3
    till.lock.acquire()             # 4
    till.total = seen + price       # 5
    till.lock.release()             # 6
def swap(mine, yours):
    mine.lock.acquire()             # 1
    yours.lock.acquire()            # 2
    mine.seat, yours.seat = yours.seat, mine.seat  # 3
    yours.lock.release()            # 4
    mine.lock.release()             # 5
def reserve(hall, name):
    if hall.free > 0:               # 1
        hall.lock.acquire()         # 2
        if hall.free > 0:           # 3
            hall.free -= 1          # 4
            hall.sold_to.append(name)  # 5
        hall.lock.release()         # 6
def eats(kitchen):
    if not kitchen.ready:           # 1
        kitchen.bell.acquire()      # 2
        kitchen.bell.wait()         # 3: gives the lock back, waits for a notify
        kitchen.bell.release()      # 4
def cooks(kitchen):
    kitchen.ready = True            # 1
    kitchen.bell.acquire()          # 2
    kitchen.bell.notify()           # 3: wakes whoever waits now, or nobody
    kitchen.bell.release()          # 4
# fmt: on


def hall():
    return SimpleNamespace(free=1, sold_to=[], lock=threading.Lock())


def till():
    return SimpleNamespace(total=0, lock=threading.Lock())


def row():
    first = SimpleNamespace(seat="A1", lock=threading.Lock())
    return SimpleNamespace(first=first, second=SimpleNamespace(seat="B2", lock=threading.Lock()))


def kitchen():
    return SimpleNamespace(ready=False, bell=threading.Condition())


def both(program):
    return {name: lambda shared, name=name: program(shared, name) for name in NAMES}


class Puzzle:
    """A program, what Ana and Ben do with it, and how it would end badly: `bad` says in words how it did, or ""."""

    def __init__(self, name, setup, functions, bad, wanted, well):
        self.name, self.setup, self.functions = name, setup, functions
        self.bad, self.wanted, self.well = bad, wanted, well

    def is_broken_by(self, answer):
        """Raise unless the answer's order for this program ends as badly as it should."""
        order = self.order_of(answer)
        did = f"followed your order for {self.name}: {order}"
        doing(did)
        if order is None:
            self.must_be_unbreakable(answer)
            return
        end = follow(self.setup, self.functions, order)
        if end.refused:
            raise Failed(
                Verdict.WRONG,
                did=did,
                saw="\n".join([*self.told(end, order), end.refused]),
                expected="at each move, a thread that can run",
                rule="A thread that waits cannot be told to run, and one that has come to its end has no lines left.",
                look=answer.orders,
            )
        if not self.bad(end):
            raise Failed(
                Verdict.WRONG,
                did=did,
                saw="\n".join([*self.told(end, order), f"In the end, all is well: {self.well(end.shared)}."]),
                expected=self.wanted,
                rule="Stop one thread between its look and its deed, and let the other one act in between. "
                "If no order can do that, the answer is None.",
                look=answer.orders,
            )

    def order_of(self, answer):
        doing("called orders()")
        given = answer.orders()
        look, did = answer.orders, "called orders()"
        rule = "Return a dict with an entry for each program: a list of names, or None."
        if not isinstance(given, dict) or self.name not in given:
            saw = f"there is no entry {self.name!r}" if isinstance(given, dict) else f"it returned {given!r}"
            raise Failed(Verdict.WRONG, did=did, saw=saw, rule=rule, look=look)
        order = given[self.name]
        if order is None:
            return None
        if not isinstance(order, list) or not all(isinstance(n, str) and n in NAMES for n in order):
            saw = f"the entry {self.name!r} is {str(order)[:80]!r}"
            raise Failed(
                Verdict.WRONG, did=did, saw=saw, expected='"Ana" and "Ben" in a list', rule=rule, look=look
            )
        if len(order) > MOST:
            saw = f"the entry {self.name!r} has {len(order)} moves"
            rule = "The programs have at most twelve lines between the two of them. Find a short order."
            raise Failed(Verdict.WRONG, did=did, saw=saw, expected=f"{MOST} at most", rule=rule, look=look)
        return order

    def must_be_unbreakable(self, answer):
        report = threads(self.setup, self.functions, then=self.look_at_the_end)
        if not report.ok:
            raise Failed(
                Verdict.WRONG,
                did=f"tried the orders of {self.name} one after the other",
                saw=f"one of the first {report.schedules} orders does it; your answer says that none can",
                expected=self.wanted,
                rule="One bad order is enough. Ask at each line: what has this thread seen that is no longer true?",
                look=answer.orders,
            )
        if not report.complete:
            raise Failed(Verdict.INCONCLUSIVE, did="tried every order", saw=report.covered, rule="", look="")

    def look_at_the_end(self, shared, _):
        assert not self.bad(SimpleNamespace(shared=shared, failed="", waiting=()))

    def told(self, end, order):
        lines = [
            f"{'' if move.asked else '(after your order) '}{' '.join(str(move).split())}"
            for move in end.moves
        ]
        return lines if len(lines) <= 14 else [*lines[:13], f"… {len(lines) - 13} more"]


SELL = Puzzle(
    "sell",
    hall,
    both(sell),
    lambda end: len(end.shared.sold_to) > 1,
    "the one seat is sold to both",
    lambda hall: f"the seat is sold to {' and '.join(hall.sold_to)}, and {hall.free} are free",
)
PAY_IN = Puzzle(
    "pay_in",
    till,
    {"Ana": lambda till: pay_in(till, 2), "Ben": lambda till: pay_in(till, 3)},
    lambda end: not end.failed and end.shared.total != 5,
    "2 and 3 are paid in, and the till does not hold 5",
    lambda till: f"the till holds {till.total}",
)
SWAP = Puzzle(
    "swap",
    row,
    {"Ana": lambda row: swap(row.first, row.second), "Ben": lambda row: swap(row.second, row.first)},
    lambda end: end.failed == "deadlock",
    "each of them holds one lock and waits for the other one",
    lambda row: "both have swapped and gone",
)
RESERVE = Puzzle(
    "reserve",
    hall,
    both(reserve),
    lambda end: len(end.shared.sold_to) > 1,
    "the one seat is sold to both",
    lambda hall: f"the seat is sold to {' and '.join(hall.sold_to)}, and {hall.free} are free",
)
SOUP = Puzzle(
    "soup",
    kitchen,
    {"Ana": eats, "Ben": cooks},
    lambda end: end.failed == "deadlock",
    "the soup is ready, and Ana waits forever",
    lambda kitchen: "the soup is ready, and Ana does not wait for it",
)


def test_sell(answer):
    """Your order sells the one free seat twice."""
    SELL.is_broken_by(answer)


def test_pay_in(answer):
    """Your order makes a payment vanish, though every line that touches the till holds the lock."""
    PAY_IN.is_broken_by(answer)


def test_swap(answer):
    """Your order makes Ana and Ben wait for each other forever."""
    SWAP.is_broken_by(answer)


def test_reserve(answer):
    """Your order sells the seat twice, or you are right that none can."""
    RESERVE.is_broken_by(answer)


def test_soup(answer):
    """Your order makes Ana wait forever for a soup that is ready."""
    SOUP.is_broken_by(answer)
