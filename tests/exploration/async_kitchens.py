"""Eight asyncio queues with a mistake, and one without; and the scenarios that show the mistakes."""

import asyncio
from collections import deque

from mqlearn.exploration import CANCELLED, WAITING


class OrderRail:
    """Right: an order stays on the rail until a cook takes it; a cancelled cook passes the bell on."""

    def __init__(self, maxsize=0):
        self.orders, self.maxsize = deque(), maxsize
        self.cooks, self.waiters = deque(), deque()

    def full(self):
        return 0 < self.maxsize <= len(self.orders)

    def ring(self, line):
        while line:
            turn = line.popleft()
            if not turn.done():
                turn.set_result(None)
                return

    async def stand_in(self, line):
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.ring(line)
            elif turn in line:
                line.remove(turn)
            raise

    async def put(self, order):
        while self.full():
            await self.stand_in(self.waiters)
        self.orders.append(order)
        self.ring(self.cooks)

    async def get(self):
        while not self.orders:
            await self.stand_in(self.cooks)
        order = self.orders.popleft()
        self.ring(self.waiters)
        return order


class KeepsTheBell(OrderRail):
    """A cook who is woken and cancelled at once tells nobody."""

    async def stand_in(self, line):
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        await turn


class HandsOver(OrderRail):
    """The order travels with the bell; a cancelled cook takes it along."""

    async def put(self, order):
        while self.cooks:
            turn = self.cooks.popleft()
            if not turn.done():
                turn.set_result(order)
                return
        self.orders.append(order)

    async def get(self):
        if self.orders:
            return self.orders.popleft()
        turn = asyncio.get_running_loop().create_future()
        self.cooks.append(turn)
        return await turn


class LastComeFirstServed(OrderRail):
    """Whoever came last is woken first."""

    def ring(self, line):
        while line:
            turn = line.pop()
            if not turn.done():
                turn.set_result(None)
                return


class RingsNoBell(OrderRail):
    """A new order, and nobody is told."""

    async def put(self, order):
        self.orders.append(order)


class LooksForRoomOnce(OrderRail):
    """There was room when the bell rang; perhaps there is none any more."""

    async def put(self, order):
        if self.full():
            await self.stand_in(self.waiters)
        self.orders.append(order)
        self.ring(self.cooks)


class WakesTheDead(OrderRail):
    """The bell goes to a cook who was sent home, and to nobody else."""

    def ring(self, line):
        if line:
            turn = line.popleft()
            if not turn.done():
                turn.set_result(None)

    async def stand_in(self, line):
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        await turn


class TakesThenWaits(OrderRail):
    """It takes the order, and then awaits something: cancelled there, the order is gone."""

    async def get(self):
        order = await super().get()
        await asyncio.sleep(0)
        return order


class LooksOnce(OrderRail):
    """`if` instead of `while`: a woken cook does not look again."""

    async def get(self):
        if not self.orders:
            await self.stand_in(self.cooks)
        order = self.orders.popleft()
        self.ring(self.waiters)
        return order


def get(rail):
    return rail.get()


def put(order):
    return lambda rail: rail.put(order)


def orders_on(rail):
    """What waits on a rail, whoever made it."""
    for name in ("orders", "_items", "_queue"):
        if hasattr(rail, name):
            return list(getattr(rail, name))
    raise AssertionError(f"{rail!r} is no rail")


def room_on(rail):
    return not 0 < rail.maxsize <= len(orders_on(rail))


def never_too_many(rail):
    assert len(orders_on(rail)) <= (rail.maxsize or 99), "more orders on the rail than there is room for"


def nothing_is_lost(rail, results):
    """Nothing came out twice, nothing is lost, and nobody waits for what is there."""
    ended = {name: result for name, result in results.items() if result not in (CANCELLED, WAITING)}
    out = [order for name, order in ended.items() if name.startswith("cook")]
    put_in = [name.split()[1] for name in ended if name.startswith("order")]
    on_rail = orders_on(rail)
    seen = out + on_rail
    assert len(set(seen)) == len(seen), f"an order came out twice: {seen}"
    lost = sorted(set(put_in) - set(seen))
    assert not lost, f"lost: {lost}"
    waiting = [name for name, result in results.items() if result is WAITING]
    hungry = [name for name in waiting if name.startswith("cook")]
    assert not (hungry and on_rail), f"{hungry} waits, and {on_rail} is on the rail"
    assert not (set(waiting) - set(hungry) and room_on(rail)), f"{waiting} waits, and there is room"


SCENARIOS = {
    "two cooks, one order": (0, {"cook 1": get, "cook 2": get, "order soup": put("soup")}),
    "two cooks, two orders": (
        1,
        {"cook 1": get, "cook 2": get, "order soup": put("soup"), "order pie": put("pie")},
    ),
    "three orders, one cook": (
        1,
        {"order soup": put("soup"), "order pie": put("pie"), "order tea": put("tea"), "cook 1": get},
    ),
}

MISTAKES = {
    "keeps the bell": (KeepsTheBell, 38),
    "hands over": (HandsOver, 38),
    "rings no bell": (RingsNoBell, 1),
    "looks for room once": (LooksForRoomOnce, 865),
    "wakes the dead": (WakesTheDead, 18),
    "takes, then waits": (TakesThenWaits, 48),
    "looks once": (LooksOnce, 2),
}
"""Every mistake but the unfair one, and in how many schedules it is to be found."""


async def _noted(rail, name):
    rail.came.append(name)
    order = await rail.get()
    rail.served.append(name)
    return order


def fair_scenario(make):
    """Cooks who come one after the other, and orders that come when all of them wait."""

    def setup():
        rail = make()
        rail.came, rail.served = [], []
        return rail

    async def later(rail):
        await asyncio.sleep(1)
        for order in ("soup", "pie", "tea"):
            await rail.put(order)

    functions = {f"cook {i}": (lambda rail, name=f"cook {i}": _noted(rail, name)) for i in (1, 2, 3)}
    return setup, {**functions, "waiter": later}


def first_come_first_served(rail, _):
    assert rail.served == rail.came, f"they came as {rail.came}, and were served as {rail.served}"
