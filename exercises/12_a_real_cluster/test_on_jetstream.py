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
    """What `bake` raises when it is told to."""


class Bakery:
    """A queue of its own on the server, and a log of all that happens to the orders in it."""

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
        self.fault = None  # what we found while the answer called us: it may have caught it
        self.open, self.opened = [], []  # those it has to close, and all
        self.tasks = asyncio.all_tasks()  # what runs before the answer does
        self.oven = asyncio.Event()  # something is in it
        self.closing = asyncio.Event()
        self.closes_itself = False  # in the middle of baking
        self.late, self.at_once = [], 0  # what was begun after closing; how many were in the oven together
        doing(did)

    # What the answer gets: a real queue, of which we write down what it is asked.

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
                    where = "and the server has it" if reached else "and the server has not got it"
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
                        "An ack says: the work is done, forget the message. If you die after an early ack, it is lost.",
                        self.answer.work,
                    )
                self.acked.append(dish)
                if error := self.ack_trouble.pop(dish, None):
                    self.log.append(f"  the ack raises {error.__name__}")
                    raise error(f"the ack of {dish} came to nothing")
            await asyncio.sleep(self.slow_ack)
            await ack(receipts)
            self.settled += map(dish_in, receipts)

        async def logged_nack(receipt, delay):
            dish = dish_in(receipt)
            self.log.append(f"{dish}: nacked, for {delay:g} s")
            self.nacked.append(dish)
            if error := self.ack_trouble.pop(f"nack {dish}", None):
                self.log.append(f"  the nack raises {error.__name__}")
                raise error(f"the nack of {dish} came to nothing")
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

    # What the check does with it.

    async def send(self, **patience):
        sending = self.answer.send(self.connect, list(self.orders))
        await self.within(sending, "send", self.answer.send, **patience)
        await self.all_closed("send", self.answer.send)

    async def shift(self, until, what):
        """Let `work` run until something holds, then close; raise what went wrong."""
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
                [*self.log, "work returned, and nobody had set closing"],
                "The worker works until it is told to close.",
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
                "Whoever waits needs an end to it: a timeout, or somebody who will wake them.",
                look,
            )
        try:
            return task.result()
        except NotConfirmed as error:
            raise self.failed(
                Verdict.LOST,
                [*self.log, f"{who} raised NotConfirmed: {error}"],
                "NotConfirmed is no answer to the customer: put the order again, with the same key.",
                look,
            ) from None

    async def end(self, task):
        task.cancel()
        await patiently(task.done, self.so_far, quiet=100)

    async def cancelled(self, task, who, look):
        """Cancel it: it must end with that, and leave nothing behind."""
        await self.end(task)
        if not task.cancelled():
            self.slow_put = 0  # so that it ends at last
            self.closing.set()
            await patiently(task.done, self.so_far)
            raise self.failed(
                Verdict.STUCK,
                [*self.log, f"{who} was cancelled, and did not end with CancelledError"],
                "CancelledError passes through: it is no Exception that you handle.",
                look,
            )
        await self.all_closed(who, look)

    async def all_closed(self, who, look):
        """Nothing is left behind: no queue, and no task, whoever started it."""

        def left():
            return asyncio.all_tasks() - self.tasks

        still_open = any(not queue._closed for queue in self.open)
        # What was cancelled, and the connection's own tasks, may take a step or two to end.
        if still_open or not await patiently(lambda: not left(), self.so_far, quiet=50):
            names = ", ".join(sorted(task.get_coro().__qualname__ for task in left()))
            what = "its queue is still open" if still_open else f"of its tasks still run: {names}"
            raise self.failed(
                Verdict.LEAKED,
                [*self.log, f"{who} is over, and {what}"],
                "Whoever opens a queue closes it, whatever happens: async with await connect() as queue.",
                look,
            )
        self.open.clear()

    async def stored(self):
        """How many messages the server has, leased or not."""
        async with await open_jetstream(SERVER.url(self.name)) as queue:
            return (await queue._client.jetstream().stream_info(queue._stream)).state.messages

    async def bodies(self):
        """All that the server would deliver now. It is leased to us afterwards."""
        async with await open_jetstream(SERVER.url(self.name)) as queue:
            found, count = [], await self.stored()
            while len(found) < count and (got := await queue.get(count, timeout=5)):
                found += [one.body.decode() for one in got]
            return found

    async def none_left(self):
        if left := await self.stored():
            raise self.failed(
                Verdict.DUPLICATED,
                [*self.log, f"all is baked, and the server still has {left} of the orders"],
                "What is not acked is delivered again when its lease runs out, and then baked again.",
                self.answer.work,
                "none left: each was acked, and the ack confirmed",
            )

    def each_once(self):
        twice = sorted({dish for dish in self.baked if self.baked.count(dish) > 1})
        if twice:
            raise self.failed(
                Verdict.DUPLICATED,
                [*self.log, f"{', '.join(twice)} was baked twice"],
                "What is done is acked, and what is acked is not delivered again.",
                self.answer.work,
            )


def dish_in(receipt):
    return receipt.message.data.decode()


def all_baked(bakery):
    return lambda: len(set(bakery.baked)) == len(bakery.orders)


MISSING = (Verdict.LOST, "Every order that was sent is baked. Get, bake, ack, and again.")


def test_every_order_is_baked_on_a_real_server(answer):
    """What send has put, work bakes and acks; then the server has none of it left."""

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
                    "To open a queue takes longer than to put an order on it. Open it once.",
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
                "Until the confirmation is there, the order is nowhere. Await every put before you return.",
                answer.send,
            )
        await bakery.all_closed("send", answer.send)
        stored = await bakery.bodies()
        if sorted(stored) != [dish for _, dish in bakery.orders]:
            raise bakery.failed(
                Verdict.WRONG,
                [*bakery.log, f"the server has {stored}"],
                "The body is the dish, encoded; the number is what the order is called by.",
                answer.send,
            )

    asyncio.run(main())


def test_what_is_not_confirmed_is_put_again_and_is_there_once(answer):
    """NotConfirmed: the order may be in the queue or not. It must be there, and once."""

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
                + (f", and the server {what}" if what else ", and the server has it or not, in turns"),
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
                        "Put it again with the same key, as often as it takes: then it is there once. "
                        "The key is the order's own number; without one, nobody can tell a repetition.",
                        answer.send,
                        "1 of each",
                    )

    asyncio.run(main())


def test_two_orders_of_the_same_dish_are_two_orders(answer):
    """The key names the order, not the dish, and not the moment."""

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
                "The key is what makes this order this order: its number. It is the same when it is sent again.",
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
                "Only what is done is acked.",
                answer.work,
            )

    asyncio.run(main())


def test_what_fails_goes_back_at_once(answer):
    """If bake raises, the order is nacked and comes again; the next ones are baked meanwhile."""

    async def main():
        bakery = Bakery(
            answer, 4, did="sent 4 orders; the oven burns the first three times when bread 2 is in it"
        )
        bakery.fires["bread 2"] = 3
        await bakery.send()
        rule = "The work failed: say so with nack, or the order stays leased, for 30 seconds here."
        try:
            await bakery.shift(all_baked(bakery), (Verdict.LOST, rule))
        except OvenFire:
            raise bakery.failed(
                Verdict.LOST,
                [*bakery.log, "work ended with OvenFire, and nobody bakes the rest"],
                "One bad order must not end the worker: nack it, and take the next one.",
                answer.work,
            ) from None
        if bakery.nacked.count("bread 2") < 3:
            raise bakery.failed(
                Verdict.WRONG,
                [
                    *bakery.log,
                    f"bread 2 failed 3 times, and was nacked {bakery.nacked.count('bread 2')} times",
                ],
                "Whoever tries again on the spot holds up all others, and its lease runs. Give it back: nack.",
                answer.work,
            )
        bakery.each_once()
        await bakery.none_left()

    asyncio.run(main())


def test_an_ack_that_fails_does_not_stop_the_worker(answer):
    """LeaseLost or NotConfirmed at the ack or nack: the order comes again, and the worker goes on."""

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
                    (Verdict.LOST, "The others are baked and acked."),
                )
            except (LeaseLost, NotConfirmed) as raised:
                raise bakery.failed(
                    Verdict.LOST,
                    [*bakery.log, f"work ended with {type(raised).__name__}: nobody bakes the rest"],
                    "That order comes again; this is no reason to stop working. Catch it, and take the next one.",
                    answer.work,
                ) from None

    asyncio.run(main())


def test_who_has_nothing_to_do_waits(answer):
    """An idle worker waits for orders, and does not ask all the time."""

    async def main():
        bakery = Bakery(answer, 0, did="let work run for 0.6 s on an empty queue, then closed")
        work = asyncio.create_task(answer.work(bakery.connect, bakery.bake, bakery.closing))
        await asyncio.sleep(0.6)
        takes = bakery.takes
        if work.done():
            work.result()
            raise bakery.failed(
                Verdict.LOST,
                "work returned on an empty queue, and nobody had set closing",
                "Empty is no reason to go home: the next order may come in a second.",
                answer.work,
            )
        if takes > 30:
            await bakery.end(work)
            raise bakery.failed(
                Verdict.SPINNING,
                f"it asked the server {takes} times in 0.6 s for orders that nobody had placed",
                "get waits for you: give it a timeout that is worth the journey, 0.2 s say.",
                answer.work,
            )
        bakery.closing.set()
        await bakery.within(work, "work, idle and told to close,", answer.work)
        await bakery.all_closed("work", answer.work)

    asyncio.run(main())


def test_closing_ends_the_work_in_order(answer):
    """Told to close, work finishes what is in the oven, takes no more, and closes its queue."""

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
                    "work returned before all that it had begun was baked and its ack confirmed: it will be done again",
                ],
                "Finish the order in the oven and ack it; only then leave.",
                answer.work,
            )
        # Where several bake together, all but one may wait for an order when closing is set.
        if len(bakery.late) >= bakery.at_once:
            raise bakery.failed(
                Verdict.WRONG,
                [*bakery.log, f"begun after closing was set: {', '.join(bakery.late)}"],
                "Closing means: finish what is in the oven, and begin no other order.",
                answer.work,
                "what was in the oven, and no more",
            )

    asyncio.run(main())


def test_whoever_is_cancelled_goes_and_closes(answer):
    """Also whoever is cancelled closes what it has opened, and does not go on."""

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
