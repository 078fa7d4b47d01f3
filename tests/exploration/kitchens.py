"""Thirteen kitchens with a mistake that only some orders of events show, and one without.

Each is a queue, a counter or a cupboard that cooks and waiters share.
"""

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any


class OrderRail:
    """Right: one lock, two conditions, and whoever was woken looks again."""

    def __init__(self, maxsize=0):
        self.orders = deque()
        self.maxsize = maxsize
        self.lock = threading.Lock()
        self.not_empty = threading.Condition(self.lock)
        self.not_full = threading.Condition(self.lock)

    def put(self, order):
        with self.not_full:
            while self.maxsize and len(self.orders) >= self.maxsize:
                self.not_full.wait()
            self.orders.append(order)
            self.not_empty.notify()

    def get(self):
        with self.not_empty:
            while not self.orders:
                self.not_empty.wait()
            order = self.orders.popleft()
            self.not_full.notify()
            return order


class LooksThenTakes:
    """Between the look and the grip, somebody else takes the last order."""

    def __init__(self):
        self.orders = ["soup"]

    def get_nowait(self):
        if self.orders:
            return self.orders.pop(0)
        return None


class LooksOnce(OrderRail):
    """`if` instead of `while`: a woken cook does not look again."""

    def get(self):
        with self.not_empty:
            if not self.orders:
                self.not_empty.wait()
            order = self.orders.popleft()
            self.not_full.notify()
            return order


class RingsTheWrongBell(OrderRail):
    """There is room now, but it is the cooks who are told."""

    def get(self):
        with self.not_empty:
            while not self.orders:
                self.not_empty.wait()
            order = self.orders.popleft()
            self.not_empty.notify()
            return order


class RingsNoBell(OrderRail):
    """A new order, and nobody is told."""

    def put(self, order):
        with self.not_full:
            while self.maxsize and len(self.orders) >= self.maxsize:
                self.not_full.wait()
            self.orders.append(order)


class Till:
    """Adding up is reading, adding and writing: two can read the same sum."""

    def __init__(self):
        self.total = 0

    def add(self, price):
        self.total += price


class TwoCupboards:
    """Each cook opens one cupboard and then wants the other."""

    def __init__(self):
        self.salt_lock = threading.Lock()
        self.pepper_lock = threading.Lock()
        self.salt, self.pepper = ["salt"], ["pepper"]

    def salt_to_pepper(self):
        with self.salt_lock:
            with self.pepper_lock:
                self.pepper.append(self.salt.pop())

    def pepper_to_salt(self):
        with self.pepper_lock:
            with self.salt_lock:
                self.salt.append(self.pepper.pop())


class OneBellForAll:
    """Cooks and waiters wait for the same bell; one ring may wake the wrong kind."""

    def __init__(self, maxsize=1):
        self.orders = deque()
        self.maxsize = maxsize
        self.changed = threading.Condition()

    def put(self, order):
        with self.changed:
            while len(self.orders) >= self.maxsize:
                self.changed.wait()
            self.orders.append(order)
            self.changed.notify()

    def get(self):
        with self.changed:
            while not self.orders:
                self.changed.wait()
            order = self.orders.popleft()
            self.changed.notify()
            return order


class LooksOutside:
    """It looks before it takes the lock; the bell may ring in between."""

    def __init__(self):
        self.orders = []
        self.changed = threading.Condition()

    def put(self, order):
        self.orders.append(order)
        with self.changed:
            self.changed.notify()

    def get(self):
        while not self.orders:
            with self.changed:
                self.changed.wait()
        return self.orders.pop(0)


class LowersTheFlag:
    """The flag is lowered after it was raised for an order that just came."""

    def __init__(self):
        self.orders = []
        self.flag = threading.Event()

    def put(self, order):
        self.orders.append(order)
        self.flag.set()

    def get(self):
        while not self.orders:
            self.flag.clear()
            self.flag.wait()
        return self.orders.pop(0)


class KeepsTheKey:
    """Who finds nothing goes home with the key."""

    def __init__(self):
        self.orders = ["soup"]
        self.lock = threading.Lock()

    def get_nowait(self):
        self.lock.acquire()
        if not self.orders:
            return None
        order = self.orders.pop()
        self.lock.release()
        return order


class WakesOneAtClosing(OrderRail):
    """The kitchen closes, and only one cook is told."""

    def __init__(self):
        super().__init__()
        self.closed = False

    def close(self):
        with self.lock:
            self.closed = True
            self.not_empty.notify()

    def get(self):
        with self.not_empty:
            while not self.orders and not self.closed:
                self.not_empty.wait()
            return self.orders.popleft() if self.orders else None


class StaresAtTheRail:
    """It never waits; it only looks."""

    def __init__(self):
        self.orders = []

    def put(self, order):
        self.orders.append(order)

    def get(self):
        while not self.orders:
            pass
        return self.orders.pop(0)


class CooksTwice:
    """Was it cooked already? Both cooks look before either writes it down."""

    def __init__(self):
        self.seen = set()
        self.cooked = []

    def handle(self, number):
        if number not in self.seen:
            self.seen.add(number)
            self.cooked.append(number)


class ByName:
    """The sum, read and written with getattr and setattr."""

    def __init__(self):
        self.total = 0

    def add(self, price):
        setattr(self, "total", getattr(self, "total") + price)  # noqa: B009, B010


@dataclass
class Scenario:
    """What `threads` is given, and what is to come of it."""

    setup: Any
    functions: dict[str, Any]
    then: Any = None
    kind: str = ""
    within: int = 0
    more: dict[str, Any] = field(default_factory=dict)


def get(rail):
    return rail.get()


def get_nowait(rail):
    return rail.get_nowait()


def put(*orders):
    def put_all(rail):
        for order in orders:
            rail.put(order)

    return put_all


def served(*orders):
    """Every order came out, and none twice."""

    def then(_, results):
        out = [order for name, order in results.items() if name.startswith("cook")]
        assert sorted(map(str, out)) == sorted(map(str, orders)), f"out came {out}, wanted {list(orders)}"

    return then


def the_total_is(price):
    def then(till, _):
        assert till.total == price, f"the total is {till.total}, and should be {price}"

    return then


def cooked_once(kitchen, _):
    assert kitchen.cooked == ["order 7"], f"cooked: {kitchen.cooked}"


TWO_GET = {"cook 1": get, "cook 2": get}
ONE_EACH = {"cook": get, "waiter": put("soup")}

MISTAKES = {
    "looks, then takes": Scenario(
        LooksThenTakes, {"cook 1": get_nowait, "cook 2": get_nowait}, served("soup", None), "error", 7
    ),
    "looks once": Scenario(
        LooksOnce, {**TWO_GET, "waiter": put("soup", "pie")}, served("soup", "pie"), "error", 48
    ),
    "rings the wrong bell": Scenario(
        lambda: RingsTheWrongBell(1), {**TWO_GET, "waiter": put("soup", "pie")}, None, "deadlock", 1
    ),
    "rings no bell": Scenario(RingsNoBell, ONE_EACH, None, "deadlock", 1),
    "lost update": Scenario(
        Till, {"Ana": lambda till: till.add(2), "Ben": lambda till: till.add(3)}, the_total_is(5), "then", 6
    ),
    "lock order": Scenario(
        TwoCupboards,
        {"Ana": lambda both: both.salt_to_pepper(), "Ben": lambda both: both.pepper_to_salt()},
        None,
        "deadlock",
        6,
    ),
    "one bell for all": Scenario(
        OneBellForAll, {**TWO_GET, "waiter 1": put("soup"), "waiter 2": put("pie")}, None, "deadlock", 9
    ),
    "looks outside the lock": Scenario(LooksOutside, ONE_EACH, None, "deadlock", 6),
    "lowers the flag": Scenario(LowersTheFlag, ONE_EACH, None, "deadlock", 6),
    "keeps the key": Scenario(KeepsTheKey, {f"cook {i}": get_nowait for i in (1, 2, 3)}, None, "deadlock", 1),
    "wakes one at closing": Scenario(
        WakesOneAtClosing, {**TWO_GET, "chef": lambda rail: rail.close()}, None, "deadlock", 1
    ),
    "stares at the rail": Scenario(StaresAtTheRail, ONE_EACH, None, "spinning", 1),
    "cooks twice": Scenario(
        CooksTwice,
        {"Ana": lambda kitchen: kitchen.handle("order 7"), "Ben": lambda kitchen: kitchen.handle("order 7")},
        cooked_once,
        "then",
        8,
    ),
    "by name": Scenario(
        ByName, {"Ana": lambda till: till.add(2), "Ben": lambda till: till.add(3)}, the_total_is(5), "then", 6
    ),
}
"""Every mistake, the kind of failure, and in how many schedules it is to be found."""


def four_threads(rail):
    """The scenario that is exhausted: two cooks and two waiters at a rail with room for one."""
    functions = {**TWO_GET, "waiter 1": put("soup"), "waiter 2": put("pie")}
    return Scenario(lambda: rail(1), functions, served("soup", "pie"))
