"""The check of hand_off: a day at the shop in virtual time, judged by the log."""

import asyncio

from mqlearn.grading import Failed, Verdict
from mqlearn.simulation import Trace, run

MAIL_TAKES = 2.0


class MailService:
    """Takes two seconds a mail, and may be down until a given moment."""

    def __init__(self, trace, down_until=0.0):
        self.trace = trace
        self.down_until = down_until
        self.at_once = self.most_at_once = 0

    async def send(self, order):
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        now = asyncio.get_running_loop().time()
        await asyncio.sleep(max(0.0, self.down_until - now) + MAIL_TAKES)
        self.at_once -= 1
        self.trace.add("mail service", "sent", order)


async def day(answer, trace, service, customers, maxsize):
    """Customers check out at the same moment; the shop closes when all is quiet."""
    shop = answer.Shop(service.send, maxsize)
    worker = asyncio.create_task(shop.mail_worker(), name="mail worker")

    async def customer(order):
        trace.add("customer", "arrives", order)
        try:
            await shop.checkout(order)
        except Exception as error:
            trace.add("customer", "turned away", order, f"checkout raised {type(error).__name__}")
            if isinstance(error, NotImplementedError):
                raise
            return
        trace.add("customer", "leaves", order)

    async with asyncio.TaskGroup() as group:
        for order in customers:
            group.create_task(customer(order), name=order)
    await asyncio.sleep(60)
    worker.cancel()


def shop_day(answer, *, down_until=0.0, maxsize=0, count=3):
    trace = Trace()
    service = MailService(trace, down_until)
    orders = [f"order {number}" for number in range(1, count + 1)]
    try:
        run(day(answer, trace, service, orders, maxsize))
    except ExceptionGroup as group:
        raise group.exceptions[0] from None
    return trace, service, orders


def nobody_waits(answer, trace, did):
    for leaves in trace.of(what="leaves"):
        waited = leaves.at - trace.first(what="arrives", message=leaves.message).at
        if waited > 0:
            raise Failed(
                Verdict.WRONG,
                did=did,
                saw=f"the customer of {leaves.message} waited {waited:g} seconds at the till",
                expected="0 seconds",
                rule="The caller waits for the hand-over only, never for the work.",
                look=answer.Shop.checkout,
            )


def every_mail_once(answer, trace, orders, did):
    sent = [event.message for event in trace.of(what="sent")]
    turned_away = trace.first(what="turned away")
    if turned_away:
        raise Failed(
            Verdict.LOST,
            did=did,
            saw=[str(turned_away), "the order is in no queue, and no mail will go out"],
            rule="When the queue is full, wait for room: `put` waits, `put_nowait` raises.",
            look=answer.Shop.checkout,
        )
    if sent == orders:
        return
    if lost := [order for order in orders if order not in sent]:
        verdict, rule = Verdict.LOST, "What the till accepts must reach the worker, and the worker is at the queue."
    elif len(sent) > len(orders):
        verdict, rule = Verdict.DUPLICATED, "One checkout, one message in the queue, one mail."
    else:
        verdict, rule = Verdict.REORDERED, "Whoever checked out first gets the first mail."
    raise Failed(
        verdict,
        did=did,
        saw=[f"mails sent: {', '.join(sent) or 'none'}", *(f"never sent: {order}" for order in lost)],
        expected=f"mails sent: {', '.join(orders)}",
        rule=rule,
        look=answer.Shop.checkout,
    )


def test_the_customer_does_not_wait_for_the_mail(answer):
    """The customer leaves at once, though a mail takes two seconds."""
    did = "three customers check out at the same moment; each mail takes 2 s (virtual time)"
    trace, service, orders = shop_day(answer)
    nobody_waits(answer, trace, did)
    every_mail_once(answer, trace, orders, did)


def test_one_mail_at_a_time(answer):
    """Only the worker talks to the mail service, with one mail at a time."""
    trace, service, orders = shop_day(answer, count=4)
    if service.most_at_once > 1:
        raise Failed(
            Verdict.UNBOUNDED,
            did="four customers check out at the same moment",
            saw=f"the mail service had {service.most_at_once} mails to send at the same time",
            expected="1 at a time, by the worker",
            rule="The queue stands between the till and the mail service: whatever goes around it has no limit.",
            look=answer.Shop.checkout,
        )
    every_mail_once(answer, trace, orders, "four customers check out at the same moment")


def test_an_outage_is_bridged(answer):
    """While the mail service is down, customers still leave at once, and no mail is lost."""
    did = "the mail service is down for 10 s; three customers check out at once"
    trace, service, orders = shop_day(answer, down_until=10.0)
    nobody_waits(answer, trace, did)
    every_mail_once(answer, trace, orders, did)


def test_a_full_queue_loses_nothing(answer):
    """When the queue is full, the customer waits for room; no order is lost."""
    did = "the queue holds 2 orders, the mail service is down for 10 s; five customers check out at once"
    trace, service, orders = shop_day(answer, down_until=10.0, maxsize=2, count=5)
    every_mail_once(answer, trace, orders, did)
