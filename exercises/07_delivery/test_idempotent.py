"""The check of idempotent: repeated orders, a process killed at every step, and two workers at once."""

import asyncio
import json
from contextlib import asynccontextmanager
from contextvars import ContextVar
from copy import deepcopy
from functools import partial

from mqlearn.checks import Failed, Verdict, doing
from mqlearn.checks.crashes import Crash, WatchedQueue, every_crash, restarted
from mqlearn.delivery import LeaseLost
from mqlearn.simulation import Trace, run

LEASE, PATIENCE, FULL = 10.0, 300.0, 1_000
in_hand = ContextVar("in_hand")


class StoreFailed(Exception):
    """Raised when the store could not store a transaction; none of it is stored."""


class Canteen:
    """A queue, a store, and workers that call `charge`; a worker that dies is started again."""

    def __init__(
        self, answer, orders, *, did, crash=None, workers=1, apart=0.0, lost_acks=(), fails=0, max_steps=5_000
    ):
        self.answer, self.did = answer, did
        self.orders = orders
        self.crash = crash or Crash(0)
        self.workers, self.apart, self.lost_acks = workers, apart, list(lost_acks)
        self.fails = fails  # this many transactions fail, from the first one on
        self.trace = Trace()
        self.rows = {"ada": FULL, "ben": FULL}
        self.at_work = {}
        doing(did)
        run(self.hours(), max_steps=max_steps)

    async def hours(self):
        self.queue = Forgetful(self.trace, self.crash, self.lost_acks, lease=LEASE)
        self.one_at_a_time = asyncio.Lock()
        for second, (number, card, euros) in enumerate(self.orders):
            body = {"order": number, "card": card, "euros": euros, "sent": f"12:00:{second:02}"}
            await self.queue.put(json.dumps(body).encode())
        shifts = [asyncio.create_task(self.shifts(n), name=f"worker {n + 1}") for n in range(self.workers)]
        now = asyncio.get_running_loop().time
        while self.queue.left and not any(s.done() for s in shifts) and now() < PATIENCE:
            await asyncio.sleep(0.5)
        await asyncio.sleep(LEASE + 1)  # an order that is still leased would come again now
        self.charge_comes_to_an_end()
        for shift in shifts:
            shift.cancel()
        await asyncio.wait(shifts, timeout=LEASE)
        for shift in shifts:
            if shift.done() and not shift.cancelled():
                shift.result()

    async def shifts(self, number):
        await asyncio.sleep(number * self.apart)
        who = "worker" if self.workers == 1 else f"worker {number + 1}"
        while not await self.crash.process(partial(self.worker, restarted(self.answer), who), who):
            self.trace.add(who, "dies", note=self.crash.where)
            self.at_work.pop(who, None)

    async def worker(self, answer, who):
        store = Store(self, who)
        while True:
            for delivery in await self.queue.get():
                in_hand.set(name(delivery.body))
                self.at_work[who] = name(delivery.body)
                try:
                    await answer.charge(delivery, store)
                except LeaseLost:
                    self.trace.add(who, "is late", name(delivery.body))
                except StoreFailed:
                    self.trace.add(who, "sees the store fail", name(delivery.body))
                finally:
                    self.at_work.pop(who, None)

    # Each of these judges one promise.

    def failed(self, verdict, saw, rule, expected=""):
        look = self.answer.charge
        return Failed(
            verdict, did=self.did, saw=saw, expected=expected, rule=rule, look=look, trace=self.trace
        )

    def log(self, number):
        order = f"order {number}"
        return [str(e).strip() for e in self.trace if e.what != "put" and e.message in (order, "")]

    def charge_comes_to_an_end(self):
        for who, order in self.at_work.items():
            raise self.failed(
                Verdict.STUCK,
                [*self.log(order.split()[-1]), f"the {who} is still in charge() with {order}"],
                "One transaction runs at a time, so a second one inside the first waits for itself.",
                "charge() has returned",
            )

    def acked_only_what_is_charged(self):
        charged = set()
        for event in self.trace:
            if event.what == "charges":
                charged.add(event.message)
            elif event.what == "ack" and event.message not in charged:
                raise self.failed(
                    Verdict.ACKED_EARLY,
                    self.log(event.message.split()[-1]),
                    "Ack after the transaction has ended, because nothing is stored until then.",
                    f"the ack of {event.message} after its charge is stored",
                )

    def every_order_once(self, rule):
        paid = {(number, card, euros) for number, card, euros in self.orders}
        charged = {n: len(self.trace.of(what="charges", message=f"order {n}")) for n, _, _ in paid}
        for number, times in charged.items():
            if times > 1:
                raise self.failed(
                    Verdict.DUPLICATED,
                    [*self.log(number), f"order {number} was charged {times} times"],
                    rule,
                    f"order {number} charged once",
                )
        for number, times in charged.items():
            if not times:
                raise self.failed(
                    Verdict.LOST,
                    [*self.log(number), f"order {number} was never charged"],
                    rule,
                    f"order {number} charged once",
                )
        for card in ("ada", "ben"):
            want = FULL - sum(euros for _, owner, euros in paid if owner == card)
            if self.rows.get(card) != want:
                raise self.failed(
                    Verdict.WRONG,
                    [
                        *self.charges(card),
                        f"and then {self.rows.get(card)!r} euros were left on the card {card!r}",
                    ],
                    "Take the order's euros off the order's card, and nothing else.",
                    f"{want} euros left",
                )

    def charges(self, card):
        return [str(e).strip() for e in self.trace.of(what="charges") if e.note.startswith(card)]

    def every_delivery_is_acked(self):
        aside = self.trace.first(what="put aside")
        if self.queue.left or aside:
            order = aside.message if aside else name(self.queue.left[0])
            raise self.failed(
                Verdict.WRONG,
                [*self.log(order.split()[-1]), f"{order} is not acked, so it comes again and again"],
                "A repeated order is done as well: ack it, or it is delivered until the queue gives up on it.",
                f"every delivery of {order} acked in the end",
            )

    def the_worker_hears_of_it(self, fails):
        heard = len(self.trace.of(what="sees the store fail"))
        words = ("never", "once", "twice", "three times")
        if heard < fails:
            raise self.failed(
                Verdict.WRONG,
                f"the store failed {words[fails]}, and an exception reached the worker {words[heard]}",
                "Let the store's exception pass, because the worker must know that the store is down.",
                f"charge() raises the store's exception, {words[fails]}",
            )


def name(body):
    return f"order {json.loads(body)['order']}"


class Forgetful(WatchedQueue):
    """A queue that loses the acks of the orders in `lost`, without telling the worker."""

    def __init__(self, trace, crash, lost, **options):
        super().__init__(trace, crash, called=name, **options)
        self.lost = lost

    async def ack_many(self, deliveries):
        [delivery] = deliveries
        if name(delivery.body) in self.lost:
            self.lost.remove(name(delivery.body))
            self.note("loses the ack of", delivery.body)
            return
        await super().ack_many(deliveries)

    async def _bury(self, taken):
        self.trace.add("queue", "put aside", name(taken.body))
        await super()._bury(taken)


class Store:
    """The store as `charge` gets it; a new one for each process, so it keeps nothing across a crash."""

    __slots__ = ("_canteen", "_who")

    def __init__(self, canteen, who):
        self._canteen, self._who = canteen, who

    @asynccontextmanager
    async def transaction(self):
        canteen, lock = self._canteen, self._canteen.one_at_a_time
        step = canteen.crash.step
        await step("before a transaction")
        await lock.acquire()
        mine = [lock]

        def end():
            while mine:
                mine.pop().release()

        canteen.crash.at_death(end)
        try:
            rows = deepcopy(canteen.rows)
            await asyncio.sleep(0.1)
            await step("at the beginning of a transaction")
            yield rows
            await step("at the end of a transaction, before it is stored")
            await asyncio.sleep(0.1)
            if canteen.fails:
                canteen.fails -= 1
                raise StoreFailed("the disk is full")
            for card in ("ada", "ben"):
                for _ in range(round((canteen.rows[card] - rows.get(card, 0)) / price_of(canteen, card))):
                    note = f"{card}: {canteen.rows[card]} to {rows.get(card)}"
                    canteen.trace.add(self._who, "charges", in_hand.get(), note)
            canteen.rows = deepcopy(rows)
            await step("after a transaction was stored")
        finally:
            end()


def price_of(canteen, card):
    """Return the price of an order on this card: the same for all orders of a scenario."""
    return next((euros for _, owner, euros in canteen.orders if owner == card), 1)


ADA, BEN = ("ada", 5), ("ben", 7)
AGAIN = "Record the order's own number in the store: nothing else identifies a repeated order."
ATOMIC = "Put the charge and the record of it into one transaction, so that both are stored, or neither."


def test_an_order_is_charged_and_acked(answer):
    """Three orders, two of them alike: each is charged once, and acked when the charge is stored."""
    canteen = Canteen(
        answer,
        [(1, *ADA), (2, *ADA), (3, *BEN)],
        did="orders 1 and 2 come from card 'ada' for 5 euros each, order 3 from 'ben' for 7 euros",
    )
    canteen.every_order_once("Two orders are two, even with the same card and price. Their numbers differ.")
    canteen.acked_only_what_is_charged()
    canteen.every_delivery_is_acked()


def test_the_ack_gets_lost(answer):
    """The ack of an order gets lost, so it is delivered again: it is charged once, and acked."""
    canteen = Canteen(
        answer,
        [(1, *ADA), (2, *BEN)],
        did="orders 1 and 2 come; the ack of order 1 gets lost, so order 1 is delivered again",
        lost_acks=["order 1", "order 1"],
    )
    canteen.every_order_once(AGAIN)
    canteen.every_delivery_is_acked()


def test_the_till_sends_it_again(answer):
    """The till sends an order a second time, as a new message: it is charged once, and both are acked."""
    canteen = Canteen(
        answer,
        [(1, *ADA), (2, *ADA), (1, *ADA)],
        did="the till sends orders 1 and 2, hears nothing about order 1, and sends it again, as a new message",
    )
    canteen.every_order_once(AGAIN)
    canteen.every_delivery_is_acked()


def test_it_comes_again_after_many_others(answer):
    """The till sends an order again when many others were charged meanwhile: it is charged once."""
    many = [(number, *ADA) for number in range(1, 151)]
    canteen = Canteen(
        answer,
        [*many, many[0]],
        did="the till sends orders 1 to 150, and then order 1 again",
        max_steps=20_000,
    )
    canteen.every_order_once(
        "An order may come again after any number of others, so keep the number of every order."
    )
    canteen.every_delivery_is_acked()


def test_the_store_fails(answer):
    """A transaction fails: its order is not acked, comes again, and is charged once."""
    for fails in (1, 2, 3):
        canteen = Canteen(
            answer,
            [(1, *ADA), (2, *BEN)],
            did=f"orders 1 and 2 come; the first {fails} transactions fail: the block ends with an exception",
            fails=fails,
        )
        canteen.every_order_once(
            "A charge that is not stored is not done: let the exception pass, and do not ack."
        )
        canteen.acked_only_what_is_charged()
        canteen.the_worker_hears_of_it(fails)
        canteen.every_delivery_is_acked()


def test_it_dies_at_every_step(answer):
    """The process dies at every step in turn and is started again; every order is charged once."""
    for crash in every_crash():
        did = "the till sends orders 1 and 2, then order 1 again"
        if crash.at:
            did += f"; the process dies at step {crash.at}, and is started again with an empty memory"
        canteen = Canteen(answer, [(1, *ADA), (2, *ADA), (1, *ADA)], did=did, crash=crash)
        canteen.did = did.replace(f"step {crash.at},", f"step {crash.at}, {crash.where},")
        canteen.every_order_once(ATOMIC)
        canteen.acked_only_what_is_charged()
        canteen.every_delivery_is_acked()


def test_two_workers_at_once(answer):
    """Two workers hold the same order, or the same card, at the same moment; every order is charged once."""
    orders = [(1, *ADA), (1, *ADA), (2, *ADA), (3, *ADA)]
    for apart in (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4):
        did = f"two workers, one of which begins {apart:g} s later; order 1 comes twice, then orders 2 and 3"
        canteen = Canteen(answer, orders, did=did, workers=2, apart=apart)
        canteen.every_order_once(
            "Another worker may act between two transactions, so check and charge in the same one."
        )
        canteen.acked_only_what_is_charged()
        canteen.every_delivery_is_acked()


def test_one_of_two_workers_dies_at_every_step(answer):
    """One of two workers dies at every step in turn; every order is charged once."""
    orders = [(1, *ADA), (1, *ADA), (2, *ADA)]
    for crash in every_crash():
        did = "two workers; order 1 comes twice, then order 2"
        if crash.at:
            did += f"; one worker dies at step {crash.at}, and is started again"
        canteen = Canteen(answer, orders, did=did, workers=2, crash=crash)
        canteen.did = did.replace(f"step {crash.at},", f"step {crash.at}, {crash.where},")
        canteen.every_order_once(ATOMIC)
        canteen.acked_only_what_is_charged()
        canteen.every_delivery_is_acked()
