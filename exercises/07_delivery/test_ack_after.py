"""The check of ack_after: a worker in virtual time that is killed at every step, judged by the log."""

import asyncio
from functools import partial

from mqlearn.checks import Failed, Verdict, doing
from mqlearn.checks.crashes import Crash, WatchedQueue, every_crash, restarted
from mqlearn.delivery import Backoff
from mqlearn.simulation import Trace, run

BAKING, LEASE, ATTEMPTS = 2.0, 30.0, 3
LATE = 5.037  # not a round number, so that an answer that polls is a little late
PATIENCE = 300.0


class Burnt(Exception):
    """Raised by bake when a cake fails."""


class SlowAcks(WatchedQueue):
    """A queue whose acks take longer than baking a cake."""

    async def ack_many(self, deliveries):
        await self.crash.step("on the way to the ack")
        await asyncio.sleep(1.5 * BAKING)
        await super().ack_many(deliveries)


class Day:
    """A day of orders for a worker that dies where it is told to, and is started again."""

    def __init__(self, answer, *, did, orders, fails=None, crash=None, close_at=0, make_queue=WatchedQueue):
        self.answer, self.did = answer, did
        self.orders = [order for _, order in orders]
        self.fails = dict(fails or {})
        self.crash = crash or Crash(0)
        self.crash.watch = self.maybe_close
        self.trace = Trace()
        self.close_at = close_at
        self.make_queue = make_queue
        self.baking = self.most_at_once = 0
        self.ended = None
        doing(did)
        run(self.hours(orders), max_steps=50_000)

    async def hours(self, orders):
        backoff = Backoff(base=1.0, jitter=False)
        self.queue = self.make_queue(self.trace, self.crash, lease=LEASE, attempts=ATTEMPTS, backoff=backoff)
        self.shift = asyncio.create_task(self.shifts(), name="worker")
        for at, order in orders:
            await asyncio.sleep(at - asyncio.get_running_loop().time())
            await self.queue.put(order.encode())
        while self.queue.left and not self.shift.done() and asyncio.get_running_loop().time() < PATIENCE:
            await asyncio.sleep(0.5)
        await asyncio.sleep(LEASE + 1)  # an order that is still leased would come again now
        if not self.close_at and not self.shift.done():
            self.did += "; then the worker is cancelled"
            self.shift.cancel()
        await asyncio.wait([self.shift], timeout=LEASE)
        self.ended = self.shift.done()
        dead = await self.queue.dead_letters()
        self.dead = [one.body.decode() for one in await dead.get(batch=100, timeout=0)]
        if self.ended and not self.shift.cancelled() and (error := self.shift.exception()):
            self.acked_only_what_is_baked()
            self.nobody_dies_of_a_burnt_cake(error)
            raise error

    async def shifts(self):
        while not await self.crash.process(partial(restarted(self.answer).worker, self.queue, self.bake)):
            self.trace.add("worker", "dies", note=self.crash.where)
            self.baking = 0
        self.trace.add("worker", "returns")

    def maybe_close(self, number, where):
        if number == self.close_at:
            self.trace.add("bakery", "closes", note=where)
            self.shift.cancel()

    async def bake(self, order):
        name = order.decode() if isinstance(order, bytes) else repr(order)
        await self.crash.step("before the baking")
        self.baking += 1
        self.most_at_once = max(self.most_at_once, self.baking)
        self.trace.add("worker", "start", name)
        try:
            await asyncio.sleep(BAKING)
            await self.crash.step("in the middle of the baking")
        finally:
            self.baking -= 1
        self.trace.add("worker", "end", name)
        if self.fails.get(name, 0):
            self.fails[name] -= 1
            self.trace.add("worker", "burns", name)
            raise Burnt(name)
        self.trace.add("worker", "baked", name)
        await self.crash.step("after the baking")

    # Each of these judges one promise.

    def failed(self, verdict, saw, rule, expected=""):
        return Failed(
            verdict,
            did=self.did,
            saw=saw,
            expected=expected,
            rule=rule,
            look=self.answer.worker,
            trace=self.trace,
        )

    def log(self, order):
        """Return what happened to an order, line by line."""
        moments = ("get", "start", "baked", "burns", "ack", "nack", "closes", "dies", "returns")
        return [
            str(e).strip()
            for e in self.trace
            if (e.what in moments or (e.who, e.what) == ("worker", "put")) and e.message in (order, "")
        ]

    def nobody_dies_of_a_burnt_cake(self, error):
        if isinstance(error, Burnt):
            raise self.failed(
                Verdict.STUCK,
                [
                    f"{error} burnt, and its exception ended the worker",
                    f"still in the queue: {', '.join(map(bytes.decode, self.queue.left))}",
                ],
                "One failed order must not stop the others: catch its exception, nack it, and take the next one.",
            )

    def acked_only_what_is_baked(self):
        baked = {}
        for event in self.trace:
            if event.what == "baked":
                baked[event.message] = True
            elif event.what == "ack" and not baked.get(event.message):
                burnt = self.trace.first(what="burns", message=event.message)
                raise self.failed(
                    Verdict.ACKED_EARLY,
                    self.log(event.message),
                    "A burnt cake is not done: nack its order, and never ack it."
                    if burnt
                    else "An ack says that the work is finished, not that the order was received: first bake, then ack.",
                    "the ack of an order after its cake is baked",
                )

    def one_cake_at_a_time(self):
        if self.most_at_once > 1:
            raise self.failed(
                Verdict.UNBOUNDED,
                f"{self.most_at_once} cakes were in the oven at the same time",
                "There is one oven, so bake one cake at a time. The other orders wait.",
                "1 at a time",
            )

    def nothing_is_lost_or_left(self, dead=()):
        baked = {event.message for event in self.trace.of(what="baked")}
        for order in self.orders:
            if order in baked or order in dead:
                continue
            if order.encode() in self.queue.left:
                raise self.failed(
                    Verdict.STUCK,
                    [*self.log(order), f"{order} is still in the queue, and no worker is baking it"],
                    "The worker must run until it is cancelled, even if a single order fails.",
                    f"{order} baked",
                )
            raise self.failed(
                Verdict.LOST,
                [*self.log(order), f"{order} was never baked, and is no longer in any queue"],
                "The queue can deliver an order again only until it is acked. Ack last.",
                f"{order} baked",
            )

    def given_back_when_burnt(self):
        events = [e for e in self.trace if e.what in ("burns", "nack", "get", "start", "baked")]
        for place, event in enumerate(events):
            if event.what != "burns":
                continue
            after = next((e for e in events[place + 1 :] if e.message == event.message), None)
            if after is not None and after.what == "nack" and after.at == event.at:
                continue
            again = after is not None and after.what == "start"
            raise self.failed(
                Verdict.STUCK if again else Verdict.WRONG,
                self.log(event.message),
                "Do not retry on the spot, because a cake that never succeeds would hold up all others. Nack its order."
                if again
                else "Nack a failed order at once. Otherwise it stays leased, and no worker can get it until the lease expires.",
                f"nack of {event.message}, when it burnt",
            )

    def put_aside(self, orders):
        if self.dead != orders:
            raise self.failed(
                Verdict.WRONG,
                [*self.log(orders[0])],
                f"Nack each failure, and do nothing else: after {ATTEMPTS} failures the queue puts the order aside.",
                f"put aside: {', '.join(orders)}",
            )

    def baked_twice(self, most, rule):
        baked = [event.message for event in self.trace.of(what="baked")]
        twice = [order for order in self.orders if baked.count(order) > 1]
        if len(baked) - len(set(baked)) > most:
            raise self.failed(
                Verdict.DUPLICATED,
                [*self.log(twice[0]), f"baked more than once: {', '.join(twice)}"],
                rule,
                "every cake once"
                if not most
                else "at most one cake twice: the one that the worker held when it died",
            )

    def in_order(self):
        starts = self.trace.of(what="start")
        if [event.message for event in starts] != self.orders:
            raise self.failed(
                Verdict.REORDERED,
                [str(event).strip() for event in starts],
                "Bake the orders in the order in which they came, as long as nothing fails.",
                f"begun in this order: {', '.join(self.orders)}",
            )

    def begins_at_once(self, at, order):
        begun = self.trace.first(what="start", message=order).at
        if begun - at < 1e-6:
            return
        verdict, rule = (
            Verdict.SPINNING,
            "Do not poll: a waiting `get` is woken by the `put`.",
        )
        if begun - at >= BAKING:
            verdict, rule = (
                Verdict.STUCK,
                "Settle every order that you lease, because no other worker can get it until the lease expires.",
            )
        raise self.failed(
            verdict,
            [*self.log(order), f"{order} was begun at {begun:g} s, although the oven was free"],
            rule,
            f"{order} begun at {at:g} s",
        )

    def it_ends(self):
        if not self.ended:
            raise self.failed(
                Verdict.STUCK,
                f"the worker was cancelled, and {LEASE:g} s later it was still running",
                "A cancellation is not a failed cake: let CancelledError pass. `except Exception` does not catch it.",
                "the worker has ended",
            )

    def nobody_bakes_after_closing_time(self):
        closed = self.trace.first(what="closes").at
        late = [e for e in self.trace if e.what in ("start", "baked") and e.at > closed]
        if late:
            raise self.failed(
                Verdict.LEAKED,
                [f"the worker was cancelled at {closed:g} s, and ended", *(str(e).strip() for e in late)],
                "End every task that you start: after the worker has ended, nothing may go on baking.",
                "nothing baked after that",
            )


THREE = [(0, "order 1"), (0, "order 2"), (0, "order 3")]


def test_first_the_cake_then_the_ack(answer):
    """Three orders: each is baked once, in order, one at a time, and acked after its cake."""
    day = Day(answer, did="three orders come at once; each cake takes 2 s", orders=THREE)
    day.acked_only_what_is_baked()
    day.one_cake_at_a_time()
    day.nothing_is_lost_or_left()
    day.baked_twice(
        0, "Ack an order that is done. Without the ack its lease expires, and the order comes again."
    )
    day.in_order()
    for number, order in enumerate(day.orders):
        day.begins_at_once(number * BAKING, order)


def test_an_order_is_begun_when_it_comes(answer):
    """An order that comes while the worker is idle is begun at once."""
    orders = [(0, "order 1"), (LATE, "order 2")]
    day = Day(
        answer, did=f"one order comes at 0 s, the next at {LATE} s, when the oven is free", orders=orders
    )
    day.nothing_is_lost_or_left()
    day.begins_at_once(LATE, "order 2")


def test_what_fails_is_given_back(answer):
    """An order that fails once is nacked, comes again, and is acked once it is baked."""
    day = Day(
        answer, did="three orders; order 2 burns at its first attempt", orders=THREE, fails={"order 2": 1}
    )
    day.acked_only_what_is_baked()
    day.given_back_when_burnt()
    day.nothing_is_lost_or_left()
    day.baked_twice(0, "One order, one cake: ack an order that is baked, nack one that is not.")
    day.begins_at_once(2 * BAKING, "order 3")


def test_an_order_that_always_fails_stops_nobody(answer):
    """A poison order is put aside by the queue after three failures; all others are baked."""
    day = Day(
        answer, did="three orders; order 1 burns at every attempt", orders=THREE, fails={"order 1": 1_000}
    )
    day.acked_only_what_is_baked()
    day.given_back_when_burnt()
    day.nothing_is_lost_or_left(dead=["order 1"])
    day.put_aside(["order 1"])


def test_two_orders_alike(answer):
    """Two customers order the same cake: two cakes are baked."""
    day = Day(
        answer,
        did="two orders come with the same text, 'order 1', and order 2",
        orders=[(0, "order 1"), (0, "order 1"), (0, "order 2")],
    )
    cakes = len(day.trace.of(what="baked", message="order 1"))
    if cakes != 2:
        raise day.failed(
            Verdict.ACKED_EARLY if cakes < 2 else Verdict.DUPLICATED,
            day.log("order 1"),
            "Each delivery is an order of its own, even if its text is the same: bake it, then ack it. "
            "The text cannot tell a redelivery from a second order.",
            "two cakes for the two orders",
        )


def test_it_dies_at_every_step(answer):
    """The worker dies at every step in turn and is started again: no order is lost, at most one cake is baked twice."""
    for fails, make_queue in (
        ({}, WatchedQueue),
        ({"order 2": 1}, WatchedQueue),
        ({}, SlowAcks),
    ):
        for crash in every_crash():
            did = "three orders" + ("; order 2 burns at its first attempt" if fails else "")
            if make_queue is SlowAcks:
                did += f"; each ack takes {1.5 * BAKING:g} s"
            if crash.at:
                did += f"; the worker dies at step {crash.at}, and a new one is started"
            day = Day(answer, did=did, orders=THREE, fails=fails, crash=crash, make_queue=make_queue)
            if crash.where:
                day.did = did.replace(f"step {crash.at}", f"step {crash.at}, {crash.where}")
            day.acked_only_what_is_baked()
            day.nothing_is_lost_or_left()
            day.baked_twice(
                1 if crash.where else 0,
                "Ack each order when its cake is baked, before you begin the next one.",
            )


def test_closing_time(answer):
    """The worker is cancelled at every step in turn: it ends, and acks nothing that is not baked."""
    for close_at in range(1, 100):
        did = f"three orders; it is closing time at step {close_at} of the worker, which is cancelled"
        day = Day(answer, did=did, orders=THREE, close_at=close_at)
        if day.crash.steps < close_at:
            return
        day.acked_only_what_is_baked()
        day.it_ends()
        day.nobody_bakes_after_closing_time()
        baked = {event.message for event in day.trace.of(what="baked")}
        for order in day.orders:
            if order not in baked and order.encode() not in day.queue.left:
                raise day.failed(
                    Verdict.LOST,
                    [*day.log(order), f"{order} was not baked, and is no longer in the queue"],
                    "An order that is not baked at closing time must stay in the queue, for tomorrow.",
                )
