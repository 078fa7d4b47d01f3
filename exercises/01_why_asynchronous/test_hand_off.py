"""The check of hand_off: a day at the shop in virtual time, judged by the log."""

import asyncio

from mqlearn.checks import Failed, Verdict, doing, method
from mqlearn.checks.orders import right_in_every_order
from mqlearn.exploration import CANCELLED, WAITING, tasks
from mqlearn.simulation import Trace, run

MAIL_TAKES = 2.0
OUTAGE = 10.037  # not a round number, so a program that polls comes a little late


class Day:
    """Customers check out, all at the same moment; the shop closes when all is quiet."""

    def __init__(self, answer, *, did, down_until=0.0, maxsize=0, count=3, closes=False):
        self.look, self.worker = method(answer.Shop, "checkout"), method(answer.Shop, "mail_worker")
        self.did = did
        self.orders = [f"order {number}" for number in range(1, count + 1)]
        self.trace = Trace()
        self.at_once = self.most_at_once = 0
        self.down_until = down_until
        self.closes = closes
        doing(did)
        try:
            run(self.hours(answer, maxsize))
        except ExceptionGroup as group:
            raise group.exceptions[0] from None

    async def hours(self, answer, maxsize):
        shop = answer.Shop(self.send_mail) if maxsize is None else answer.Shop(self.send_mail, maxsize)
        worker = asyncio.create_task(shop.mail_worker(), name="mail worker")
        async with asyncio.TaskGroup() as group:
            for order in self.orders:
                group.create_task(self.customer(shop, order), name=order)
        if self.closes:
            await self.closing_time(shop)
        await asyncio.sleep(60)
        worker.cancel()

    async def closing_time(self, shop):
        try:
            async with asyncio.timeout(60):
                await shop.mails.join()
        except TimeoutError:
            self.trace.add("shop", "cannot close")
        else:
            self.trace.add("shop", "closes")

    async def customer(self, shop, order):
        self.trace.add("customer", "arrives", order)
        try:
            await shop.checkout(order)
        except asyncio.QueueFull:
            self.trace.add("customer", "is turned away", order, "checkout raised QueueFull")
        else:
            self.trace.add("customer", "leaves", order)

    async def send_mail(self, order):
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        now = asyncio.get_running_loop().time()
        await asyncio.sleep(max(0.0, self.down_until - now) + MAIL_TAKES)
        self.at_once -= 1
        self.trace.add("mail service", "sent", order)

    def failed(self, verdict, saw, rule, expected="", look=None):
        look = look or self.look
        return Failed(
            verdict, did=self.did, saw=saw, expected=expected, rule=rule, look=look, trace=self.trace
        )

    # The judges, each for one promise.

    def nobody_is_turned_away(self):
        if event := self.trace.first(what="is turned away"):
            raise self.failed(
                Verdict.LOST,
                [str(event).strip(), "the order is in no queue, and no mail will go out"],
                "When the queue is full, wait for room: `put` waits, `put_nowait` raises.",
            )

    def customers_leave_at(
        self, moments, rule="The caller waits for the hand-over only, never for the work."
    ):
        left = {event.message: event.at for event in self.trace.of(what="leaves")}
        for order, moment in zip(self.orders, moments, strict=True):
            late = left[order] - moment
            if abs(late) < 1e-6:
                continue
            saw = f"the customer of {order} left at {left[order]:g} s"
            if late < 0:
                raise self.failed(
                    Verdict.UNBOUNDED,
                    f"{saw}, when there was no room in the queue yet",
                    "More orders were accepted than the queue may hold. Let `put` of the queue make them wait.",
                    f"left at {moment:g} s, when there was room",
                )
            if late < 1:
                raise self.failed(
                    Verdict.SPINNING,
                    f"{saw}, {late:.3f} s after there was room",
                    "Do not poll: a `put` that waits is woken by the `get`.",
                    f"left at {moment:g} s",
                )
            raise self.failed(
                Verdict.WRONG,
                f"{saw}, after a wait of {left[order]:g} s",
                rule,
                f"left at {moment:g} s",
            )

    def one_mail_at_a_time(self):
        if self.most_at_once > 1:
            raise self.failed(
                Verdict.UNBOUNDED,
                f"the mail service had {self.most_at_once} mails to send at the same time",
                "The queue stands between the till and the mail service: what goes around it has no limit.",
                "1 at a time, by the worker",
            )

    def nothing_is_lost(self):
        sent = [event.message for event in self.trace.of(what="sent")]
        if lost := [order for order in self.orders if order not in sent]:
            raise self.failed(
                Verdict.LOST,
                [f"mails sent: {', '.join(sent) or 'none'}", *(f"never sent: {order}" for order in lost)],
                "What the till accepts must reach the worker, and the worker is at the queue.",
                f"mails sent: {', '.join(self.orders)}",
            )

    def every_mail_goes_out_once(self):
        self.nothing_is_lost()
        sent = [event.message for event in self.trace.of(what="sent")]
        if sent == self.orders:
            return
        if len(sent) > len(self.orders):
            verdict, rule = Verdict.DUPLICATED, "One checkout, one message in the queue, one mail."
        else:
            verdict, rule = (
                Verdict.REORDERED,
                "First in, first out: the customer who checked out first gets the first mail.",
            )
        raise self.failed(
            verdict,
            f"mails sent: {', '.join(sent)}",
            rule,
            f"mails sent: {', '.join(self.orders)}",
        )

    def it_closes_when_the_last_mail_is_out(self):
        closed = self.trace.first(who="shop")
        out = sum(event.at <= closed.at for event in self.trace.of(what="sent"))
        expected = f"join() returns at {MAIL_TAKES * len(self.orders):g} s, when the last mail is out"
        if out < len(self.orders):
            raise self.failed(
                Verdict.ACKED_EARLY,
                f"join() returned at {closed.at:g} s, when {out} of {len(self.orders)} mails were out",
                "task_done() says that the work is finished, not that the order was taken: first the mail, then it.",
                expected,
                self.worker,
            )
        if closed.what == "cannot close":
            raise self.failed(
                Verdict.STUCK,
                f"all mails were out, and at {closed.at:g} s join() was still waiting",
                "join() waits for one task_done() for each order that was put. The worker says it, after each mail.",
                expected,
                self.worker,
            )

    def mails_go_out_without_a_pause(self):
        start = self.down_until
        for number, event in enumerate(self.trace.of(what="sent"), 1):
            if abs(event.at - start - number * MAIL_TAKES) > 1e-6:
                raise self.failed(
                    Verdict.SPINNING,
                    f"mail {number} was out at {event.at:g} s, though the mail service was free for it earlier",
                    "Await the queue's `get`: a waiting worker is woken at once.",
                    f"out at {start + number * MAIL_TAKES:g} s",
                )


def test_the_customer_does_not_wait_for_the_mail(answer):
    """The customer leaves at once, though a mail takes two seconds."""
    day = Day(answer, did="three customers check out at the same moment; each mail takes 2 s (virtual time)")
    day.nobody_is_turned_away()
    day.customers_leave_at([0, 0, 0])
    day.one_mail_at_a_time()
    day.every_mail_goes_out_once()
    day.mails_go_out_without_a_pause()


def test_an_outage_is_bridged(answer):
    """While the mail service is down, customers still leave at once, and no mail is lost."""
    day = Day(
        answer,
        did=f"the mail service is down for {OUTAGE} s; four customers check out at once",
        down_until=OUTAGE,
        count=4,
    )
    day.nobody_is_turned_away()
    day.customers_leave_at([0, 0, 0, 0])
    day.one_mail_at_a_time()
    day.every_mail_goes_out_once()
    day.mails_go_out_without_a_pause()


def test_a_full_queue_loses_nothing(answer):
    """When the queue is full, the customer waits for room, and exactly until then."""
    day = Day(
        answer,
        did=f"the queue holds 2 orders, the mail service is down for {OUTAGE} s; five customers check out at once",
        down_until=OUTAGE,
        maxsize=2,
        count=5,
    )
    day.nobody_is_turned_away()
    day.nothing_is_lost()
    # One order is with the worker, two wait in the queue; then there is room after each mail.
    day.customers_leave_at([0, 0, 0, OUTAGE + MAIL_TAKES, OUTAGE + 2 * MAIL_TAKES])
    day.every_mail_goes_out_once()


def test_without_a_maxsize_there_is_no_bound(answer):
    """`Shop(send_mail)` makes a queue that is never full."""
    day = Day(
        answer,
        did="made the shop with Shop(send_mail); three customers check out at the same moment",
        maxsize=None,
    )
    day.nobody_is_turned_away()
    day.customers_leave_at(
        [0, 0, 0], "The starter's default, maxsize=0, means no bound: nobody waits for room."
    )


def test_the_shop_knows_when_all_mails_are_out(answer):
    """The queue's `join` returns after the last mail was sent: the worker calls task_done for each."""
    day = Day(
        answer,
        did="three customers check out; then the shop waits with mails.join() before it closes",
        closes=True,
    )
    day.nothing_is_lost()
    day.it_closes_when_the_last_mail_is_out()


class Hour:
    """A shop with a queue for one order, and the mails that went out."""

    def __init__(self, answer):
        self.sent = []
        self.look = method(answer.Shop, "checkout")
        self.shop = answer.Shop(self.send_mail, 1)

    async def send_mail(self, order):
        await asyncio.sleep(MAIL_TAKES)
        self.sent.append(order)


def test_in_every_order_and_whoever_gives_up(answer):
    """In every order, and if a customer gives up at any step, no accepted order is lost."""
    orders = ["order 1", "order 2", "order 3"]
    did = "a queue for 1 order, three customers; every order of beginning, and each customer gives up at each step"

    def then(hour, results):
        for order in orders:
            if results[order] is WAITING:
                raise Failed(
                    Verdict.STUCK,
                    did=did,
                    saw=f"the customer of {order} waits forever, though there is room in the queue",
                    rule="A waiter that gives up must leave the line, and pass on a wake-up that it got.",
                    look=hour.look,
                )
            accepted = results[order] is not CANCELLED
            mails = hour.sent.count(order)
            if accepted and not mails:
                raise Failed(
                    Verdict.LOST,
                    did=did,
                    saw=f"{order} was accepted, and its mail never went out",
                    expected="one mail for every order that was accepted",
                    rule="When checkout has returned, the order is in the queue, whatever happened to the others.",
                    look=hour.look,
                )
            if mails > 1:
                raise Failed(
                    Verdict.DUPLICATED,
                    did=did,
                    saw=f"{order} got {mails} mails",
                    expected="one mail at most",
                    rule="One checkout, one message in the queue, one mail.",
                    look=hour.look,
                )

    doing(did)
    customers = {order: lambda hour, order=order: hour.shop.checkout(order) for order in orders}
    report = tasks(
        lambda: Hour(answer),
        {**customers, "mail worker": lambda hour: hour.shop.mail_worker()},
        then=then,
        cancel=orders,
        may_wait=["mail worker"],
        schedules=1_000,
    )
    rule = "A customer that waits for room in the queue must be woken when there is some."
    right_in_every_order(report, did=did, rule=rule, look=method(answer.Shop, "checkout"))
