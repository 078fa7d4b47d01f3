"""The check of on_jetstream: a bakery on a real JetStream server, judged by what was put, baked and acked."""

import asyncio
import itertools

from mqlearn.brokers.nats import open_jetstream
from mqlearn.checks import Failed, Verdict, doing
from mqlearn.checks.engines import patiently, servers
from mqlearn.delivery import Backoff, LeaseLost, NotConfirmed

SERVER = servers(1)
NUMBERS = itertools.count(1)


class OvenFire(Exception):
    """Raised by `bake` when it is told to fail."""


class Bakery:
    """A queue on the server, and a log of all that happens to its orders."""

    def __init__(self, answer, orders, *, did, bake_time=0.02):
        self.answer, self.did, self.bake_time = answer, did, bake_time
        self.orders = [(f"order {n}", f"bread {n}") for n in range(1, orders + 1)]
        self.name = f"bakery-{next(NUMBERS)}"
        self.log = []
        self.confirmed = set()
        self.baking, self.baked, self.acked, self.nacked = [], [], [], []
        self.put_trouble, self.ack_trouble, self.fires = {}, {}, {}
        self.slow_put = self.slow_ack = 0.0
        self.settled = []
        self.takes = 0
        self.fault = None  # a finding raised while the answer called us, which it may have caught
        self.open, self.opened = [], []  # the queues that it must close, and all
        self.tasks = asyncio.all_tasks()  # tasks that were there before the answer ran
        self.oven = asyncio.Event()  # set when an order is in it
        self.closing = asyncio.Event()
        self.closes_itself = False  # set closing in the middle of baking
        self.late, self.at_once = [], 0  # orders begun after closing; the most orders in the oven at once
        doing(did)

    # The answer gets a real queue, whose calls we log.

    async def connect(self):
        queue = await open_jetstream(
            SERVER.url(self.name), connect=60, backoff=Backoff(base=0.05, jitter=False)
        )
        self.open.append(queue)
        self.opened.append(queue)
        put, ack, nack, take = queue._put, queue._ack, queue._nack, queue._take

        async def logged_put(entries):
            dishes = [entry.body.decode() for entry in entries]
            await asyncio.sleep(self.slow_put)
            for dish in dishes:
                trouble = self.put_trouble.get(dish)
                if trouble:
                    reached = trouble.pop(0)
                    if reached:
                        await put(entries)
                    where = "and the server has it" if reached else "and the server does not have it"
                    self.log.append(f"put of {', '.join(dishes)}: NotConfirmed, {where}")
                    raise NotConfirmed(f"{', '.join(dishes)}: no confirmation came")
            ids = await put(entries)
            self.confirmed.update(dishes)
            self.log.append(f"put of {', '.join(dishes)}: confirmed")
            return ids

        async def logged_ack(receipts):
            for dish in map(dish_in, receipts):
                self.log.append(f"{dish}: acked")
                if dish not in self.baked:
                    begun = (
                        "and it is still in the oven" if dish in self.baking else "and it was not even begun"
                    )
                    burnt = f"{dish}: OvenFire" in self.log
                    raise self.failed(
                        Verdict.ACKED_EARLY,
                        [*self.log, "and it was not baked: the oven burned" if burnt else begun],
                        "An ack says that the work is done, so the server forgets the message. A crash after an early ack loses it.",
                        self.answer.work,
                    )
                self.acked.append(dish)
                if error := self.ack_trouble.pop(dish, None):
                    self.log.append(f"  the ack raises {error.__name__}")
                    raise error(f"the ack of {dish} failed")
            await asyncio.sleep(self.slow_ack)
            await ack(receipts)
            self.settled += map(dish_in, receipts)

        async def logged_nack(receipt, delay):
            dish = dish_in(receipt)
            self.log.append(f"{dish}: nacked, for {delay:g} s")
            self.nacked.append(dish)
            if error := self.ack_trouble.pop(f"nack {dish}", None):
                self.log.append(f"  the nack raises {error.__name__}")
                raise error(f"the nack of {dish} failed")
            await nack(receipt, delay)

        async def counted_take(batch, timeout):
            self.takes += 1
            return await take(batch, timeout)

        queue._put, queue._ack, queue._nack, queue._take = logged_put, logged_ack, logged_nack, counted_take
        return queue

    async def bake(self, dish):
        self.baking.append(dish)
        self.log.append(f"{dish}: into the oven")
        self.oven.set()
        if self.closing.is_set():
            self.late.append(dish)
        self.at_once = max(self.at_once, len(self.baking) - len(self.baked))
        await asyncio.sleep(self.bake_time / 2)
        if self.closes_itself and not self.closing.is_set():
            self.log.append("closing is set")
            self.closing.set()
        await asyncio.sleep(self.bake_time / 2)
        if self.fires.get(dish):
            self.fires[dish] -= 1
            self.baking.remove(dish)
            self.log.append(f"{dish}: OvenFire")
            raise OvenFire(dish)
        self.baked.append(dish)
        self.log.append(f"{dish}: baked")

    def failed(self, verdict, saw, rule, look, expected=""):
        failed = Failed(verdict, did=self.did, saw=saw, expected=expected, rule=rule, look=look)
        self.fault = self.fault or failed
        return self.fault

    def all_well(self):
        if self.fault is not None:
            raise self.fault

    # What the check does with the bakery.

    async def send(self, **patience):
        sending = self.answer.send(self.connect, list(self.orders))
        await self.within(sending, "send", self.answer.send, **patience)
        await self.all_closed("send", self.answer.send)

    async def shift(self, until, what):
        """Let `work` run until a condition holds, then set closing; raise what went wrong."""
        work = asyncio.create_task(self.answer.work(self.connect, self.bake, self.closing))
        try:
            await self.until(until, work, what)
            self.closing.set()
            await self.within(work, "work, told to close,", self.answer.work)
        finally:
            await self.end(work)
        await self.all_closed("work", self.answer.work)

    def so_far(self):
        return len(self.log)

    async def until(self, holds, work, what):
        await patiently(lambda: holds() or work.done() or self.fault is not None, self.so_far)
        if holds():
            return
        self.all_well()
        if work.done():
            work.result()
            raise self.failed(
                Verdict.LOST,
                [*self.log, "work returned, and closing was not set"],
                "The worker must run until closing is set.",
                self.answer.work,
            )
        verdict, rule = what
        raise self.failed(verdict, [*self.log, "nothing more happened"], rule, self.answer.work)

    async def within(self, awaitable, who, look, **patience):
        task = asyncio.ensure_future(awaitable)
        returned = await patiently(task.done, self.so_far, **patience)
        self.all_well()
        if not returned:
            await self.end(task)
            raise self.failed(
                Verdict.STUCK,
                [*self.log, f"{who} did not return, and nothing more happened"],
                "Every wait needs an end: a timeout, or an event that will come.",
                look,
            )
        try:
            return task.result()
        except NotConfirmed as error:
            raise self.failed(
                Verdict.LOST,
                [*self.log, f"{who} raised NotConfirmed: {error}"],
                "Do not give up on NotConfirmed: put the order again, with the same key.",
                look,
            ) from None

    async def end(self, task):
        task.cancel()
        await patiently(task.done, self.so_far, quiet=100)

    async def cancelled(self, task, who, look):
        """Cancel a task: it must end with CancelledError, and leave nothing behind."""
        await self.end(task)
        if not task.cancelled():
            self.slow_put = 0  # so that it ends
            self.closing.set()
            await patiently(task.done, self.so_far)
            raise self.failed(
                Verdict.STUCK,
                [*self.log, f"{who} was cancelled, and did not end with CancelledError"],
                "Let CancelledError pass: it is not an Exception for you to handle.",
                look,
            )
        await self.all_closed(who, look)

    async def all_closed(self, who, look):
        """Check that no queue is left open, and no task running."""

        def left():
            return asyncio.all_tasks() - self.tasks

        still_open = any(not queue._closed for queue in self.open)
        # Cancelled tasks, and the connection's own, may take a step or two to end.
        if still_open or not await patiently(lambda: not left(), self.so_far, quiet=50):
            names = ", ".join(sorted(task.get_coro().__qualname__ for task in left()))
            what = (
                "its queue is still open" if still_open else f"some of its tasks are still running: {names}"
            )
            raise self.failed(
                Verdict.LEAKED,
                [*self.log, f"{who} is over, and {what}"],
                "Close the queue that you opened, whatever happens: async with await connect() as queue.",
                look,
            )
        self.open.clear()

    async def stored(self):
        """Return how many messages the server has, leased or not."""
        async with await open_jetstream(SERVER.url(self.name)) as queue:
            return (await queue._client.jetstream().stream_info(queue._stream)).state.messages

    async def bodies(self):
        """Return all that the server would deliver now. It is leased to us afterwards."""
        async with await open_jetstream(SERVER.url(self.name)) as queue:
            found, count = [], await self.stored()
            while len(found) < count and (got := await queue.get(count, timeout=5)):
                found += [one.body.decode() for one in got]
            return found

    async def none_left(self):
        if left := await self.stored():
            raise self.failed(
                Verdict.DUPLICATED,
                [*self.log, f"all orders are baked, and the server still has {left} of them"],
                "An order that is not acked is delivered again when its lease expires, and then baked again.",
                self.answer.work,
                "none left: each was acked, and the ack confirmed",
            )

    def each_once(self):
        twice = sorted({dish for dish in self.baked if self.baked.count(dish) > 1})
        if twice:
            raise self.failed(
                Verdict.DUPLICATED,
                [*self.log, f"{', '.join(twice)} was baked twice"],
                "Ack an order that is done, so that it is not delivered again.",
                self.answer.work,
            )


def dish_in(receipt):
    return receipt.message.data.decode()


def all_baked(bakery):
    return lambda: len(set(bakery.baked)) == len(bakery.orders)


MISSING = (Verdict.LOST, "Bake every order that was sent: get, bake, ack, in a loop.")


def test_every_order_is_baked_on_a_real_server(answer):
    """work bakes and acks every order that send has put; then the server has none left."""

    async def main():
        bakery = Bakery(answer, 5, did="sent 5 orders to a JetStream server, then let work run, then closed")
        await bakery.send()
        sent = len(bakery.opened)
        await bakery.shift(all_baked(bakery), MISSING)
        bakery.each_once()
        await bakery.none_left()
        for who, look, opened in (
            ("send", answer.send, sent),
            ("work", answer.work, len(bakery.opened) - sent),
        ):
            if opened >= 5:
                raise bakery.failed(
                    Verdict.WRONG,
                    [*bakery.log, f"{who} opened the queue {opened} times for 5 orders"],
                    "Opening a queue takes longer than putting an order on it. Open it once.",
                    look,
                    "once",
                )

    asyncio.run(main())


def test_send_returns_when_all_is_confirmed(answer):
    """When send returns, the server has confirmed every order."""

    async def main():
        bakery = Bakery(answer, 4, did="sent 4 orders; each confirmation takes 0.05 s")
        bakery.slow_put = 0.05
        await bakery.within(answer.send(bakery.connect, list(bakery.orders)), "send", answer.send)
        if len(bakery.confirmed) < 4:
            raise bakery.failed(
                Verdict.LOST,
                [*bakery.log, f"send returned, and {len(bakery.confirmed)} of 4 orders were confirmed"],
                "An order without a confirmation may be nowhere. Await every put before you return.",
                answer.send,
            )
        await bakery.all_closed("send", answer.send)
        stored = await bakery.bodies()
        if sorted(stored) != [dish for _, dish in bakery.orders]:
            raise bakery.failed(
                Verdict.WRONG,
                [*bakery.log, f"the server has {stored}"],
                "The body is the dish, encoded; the number is the key.",
                answer.send,
            )

    asyncio.run(main())


def test_what_is_not_confirmed_is_put_again_and_is_there_once(answer):
    """After NotConfirmed the order may be in the queue or not; in the end it must be there once."""

    async def main():
        for reached, what in (
            ([False] * 20, "gets none of it"),
            ([True] * 2, "has it"),
            ([False, True] * 2, ""),
        ):
            bakery = Bakery(
                answer,
                3,
                did=f"sent 3 orders; {len(reached)} confirmations of bread 2 are lost"
                + (f", and the server {what}" if what else ", and the server has it every other time"),
            )
            bakery.put_trouble["bread 2"] = reached
            await bakery.send(most=2000)  # it may wait a little before each attempt
            stored = await bakery.bodies()
            for _, dish in bakery.orders:
                count = stored.count(dish)
                if count != 1:
                    raise bakery.failed(
                        Verdict.DUPLICATED if count else Verdict.LOST,
                        [*bakery.log, f"the server has {count} of {dish}"],
                        "Put it again with the same key, as often as it takes; the server then keeps it once. "
                        "The key is the order's own number; without a key, the server cannot recognize a repetition.",
                        answer.send,
                        "1 of each",
                    )

    asyncio.run(main())


def test_two_orders_of_the_same_dish_are_two_orders(answer):
    """The key names the order, not the dish, nor the time."""

    async def main():
        bakery = Bakery(answer, 0, did="sent two orders of bread, with the numbers order 1 and order 2")
        bakery.orders = [("order 1", "bread"), ("order 2", "bread")]
        await bakery.send()
        await bakery.send()
        stored = len(await bakery.bodies())
        if stored != 2:
            raise bakery.failed(
                Verdict.LOST if stored < 2 else Verdict.DUPLICATED,
                [*bakery.log, f"sent both twice, as after a crash: the server has {stored} orders"],
                "The key must identify the order, and stay the same when it is sent again: use its number.",
                answer.send,
                "2 orders",
            )

    asyncio.run(main())


def test_the_ack_comes_after_the_work(answer):
    """A worker that dies in the middle of its work loses nothing."""

    async def main():
        bakery = Bakery(
            answer, 1, did="sent bread 1, and cancelled work in the middle of baking it", bake_time=1
        )
        await bakery.send()
        work = asyncio.create_task(answer.work(bakery.connect, bakery.bake, bakery.closing))
        await bakery.until(bakery.oven.is_set, work, MISSING)
        await bakery.cancelled(work, "work", answer.work)
        if not await bakery.stored():
            raise bakery.failed(
                Verdict.LOST,
                [*bakery.log, "work was cancelled, and the server has forgotten the order"],
                "Ack an order only after its work is done.",
                answer.work,
            )

    asyncio.run(main())


def test_what_fails_goes_back_at_once(answer):
    """If bake raises, the order is nacked and comes again; the others are baked meanwhile."""

    async def main():
        bakery = Bakery(
            answer, 4, did="sent 4 orders; the oven burns the first three times when bread 2 is in it"
        )
        bakery.fires["bread 2"] = 3
        await bakery.send()
        rule = "Nack a failed order at once. Otherwise it stays leased, for 30 seconds here."
        try:
            await bakery.shift(all_baked(bakery), (Verdict.LOST, rule))
        except OvenFire:
            raise bakery.failed(
                Verdict.LOST,
                [*bakery.log, "work ended with OvenFire, and the rest is not baked"],
                "One failed order must not end the worker: nack it, and take the next one.",
                answer.work,
            ) from None
        if bakery.nacked.count("bread 2") < 3:
            raise bakery.failed(
                Verdict.WRONG,
                [
                    *bakery.log,
                    f"bread 2 failed 3 times, and was nacked {bakery.nacked.count('bread 2')} times",
                ],
                "Do not retry on the spot, because that holds up all others while the lease runs. Nack the order.",
                answer.work,
            )
        bakery.each_once()
        await bakery.none_left()

    asyncio.run(main())


def test_an_ack_that_fails_does_not_stop_the_worker(answer):
    """LeaseLost or NotConfirmed at the ack or nack: the order comes again, and the worker continues."""

    async def main():
        for error, what in (
            (LeaseLost, "bread 2"),
            (NotConfirmed, "bread 2"),
            (LeaseLost, "nack bread 2"),
            (NotConfirmed, "nack bread 2"),
        ):
            word = "nack" if what.startswith("nack") else "ack"
            bakery = Bakery(answer, 4, did=f"sent 4 orders; the {word} of bread 2 raises {error.__name__}")
            bakery.ack_trouble[what] = error
            if word == "nack":
                bakery.fires["bread 2"] = 1
            await bakery.send()
            others = {dish for _, dish in bakery.orders if dish != "bread 2"}
            try:
                await bakery.shift(
                    lambda b=bakery, o=others: o <= set(b.acked),
                    (
                        Verdict.LOST,
                        "A failed ack or nack must not stop the worker: bake and ack the other orders.",
                    ),
                )
            except (LeaseLost, NotConfirmed) as raised:
                raise bakery.failed(
                    Verdict.LOST,
                    [*bakery.log, f"work ended with {type(raised).__name__}: the rest is not baked"],
                    "That order comes again, so catch the error, and take the next order.",
                    answer.work,
                ) from None

    asyncio.run(main())


def test_who_has_nothing_to_do_waits(answer):
    """An idle worker waits for orders, and does not poll."""

    async def main():
        bakery = Bakery(answer, 0, did="let work run for 0.6 s on an empty queue, then closed")
        work = asyncio.create_task(answer.work(bakery.connect, bakery.bake, bakery.closing))
        await asyncio.sleep(0.6)
        takes = bakery.takes
        if work.done():
            work.result()
            raise bakery.failed(
                Verdict.LOST,
                "work returned on an empty queue, and closing was not set",
                "Keep working when the queue is empty, because the next order may come at any moment.",
                answer.work,
            )
        if takes > 30:
            await bakery.end(work)
            raise bakery.failed(
                Verdict.SPINNING,
                f"it asked the server {takes} times in 0.6 s for orders, and there were none",
                "get waits for you, so give it a timeout that is worth a request, such as 0.2 s.",
                answer.work,
            )
        bakery.closing.set()
        await bakery.within(work, "work, idle and told to close,", answer.work)
        await bakery.all_closed("work", answer.work)

    asyncio.run(main())


def test_closing_ends_the_work_in_order(answer):
    """When closing is set, work finishes what is in the oven, begins no other order, and closes its queue."""

    async def main():
        bakery = Bakery(
            answer, 12, did="sent 12 orders, and set closing while the first was in the oven", bake_time=0.1
        )
        bakery.slow_ack, bakery.closes_itself = 0.1, True
        await bakery.send()
        await bakery.shift(bakery.closing.is_set, MISSING)
        halfway = [dish for dish in bakery.baking if dish not in bakery.baked]
        if halfway or set(bakery.baked) - set(bakery.settled):
            raise bakery.failed(
                Verdict.DUPLICATED,
                [
                    *bakery.log,
                    "work returned before every order that it had begun was baked and its ack confirmed, so it will be baked again",
                ],
                "Finish the order in the oven and await its ack before you return.",
                answer.work,
            )
        # Where several bake together, all but one may wait for an order when closing is set.
        if len(bakery.late) >= bakery.at_once:
            raise bakery.failed(
                Verdict.WRONG,
                [*bakery.log, f"begun after closing was set: {', '.join(bakery.late)}"],
                "When closing is set, finish what is in the oven, and begin no other order.",
                answer.work,
                "only the order that was in the oven",
            )

    asyncio.run(main())


def test_whoever_is_cancelled_goes_and_closes(answer):
    """A cancelled function closes the queue that it opened, and does not go on."""

    async def main():
        bakery = Bakery(answer, 0, did="cancelled work while it waited for an order")
        work = asyncio.create_task(answer.work(bakery.connect, bakery.bake, bakery.closing))
        await bakery.until(lambda: bakery.takes, work, MISSING)
        await asyncio.sleep(0.05)
        await bakery.cancelled(work, "work", answer.work)

        bakery = Bakery(answer, 1, did="sent bread 1, and cancelled work while it waited for the ack of it")
        bakery.slow_ack = 3
        await bakery.send()
        work = asyncio.create_task(answer.work(bakery.connect, bakery.bake, bakery.closing))
        await bakery.until(lambda: bakery.acked, work, MISSING)
        await bakery.cancelled(work, "work", answer.work)

        bakery = Bakery(answer, 3, did="cancelled send while it waited for its first confirmation")
        bakery.slow_put = 3
        send = asyncio.create_task(answer.send(bakery.connect, list(bakery.orders)))
        while not bakery.open:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        if send.done():
            send.result()
        await bakery.cancelled(send, "send", answer.send)

    asyncio.run(main())
