"""The check of survive_the_leader: three real servers, of which the leading one is killed in the last check."""

import asyncio
import itertools
from contextlib import suppress
from urllib.parse import quote

from mqlearn.brokers import LocalNatsError
from mqlearn.brokers.nats import open_jetstream
from mqlearn.checks import Failed, Verdict, doing
from mqlearn.checks.engines import LOOK, QUIET, patiently, servers
from mqlearn.delivery import Backoff, LeaseLost, NotConfirmed, QueueClosed

CLUSTER = servers(3)
ELECTION = {"quiet": 4000, "most": 8000}  # looks, for what takes up to ten seconds on an idle machine
NUMBERS = itertools.count(1)
AGAIN = "It comes again, and `done` knows what is baked: ack it then, and do not bake it."


class OvenFire(Exception):
    """What `bake` raises when it is told to."""


class Pizzeria:
    """A queue of its own on the cluster, and a log of all that happens to the orders in it."""

    def __init__(self, answer, orders, *, did, lease=30.0):
        self.answer, self.did, self.lease = answer, did, lease
        self.orders = [(f"order {n}", f"pizza {n}") for n in range(1, orders + 1)]
        self.name = f"pizzeria-{next(NUMBERS)}"
        self.log = []
        self.done = set()
        self.confirmed, self.baked, self.acked, self.nacked = [], [], [], []
        self.put_trouble, self.ack_trouble, self.fires, self.copies = {}, {}, {}, set()
        self.puts = self.takes = 0
        self.slow_put = self.slow_ack = 0.0
        self.settling = 0  # acks and nacks that are under way
        self.fault = None  # what we found while the answer called us: it may have caught it
        self.on_confirmed = lambda: None
        self.open = []
        self.tasks = set()  # what runs before the answer does
        self.in_oven = 0
        self.door = asyncio.Event()  # while it is shut, what is in the oven stays there
        self.door.set()
        doing(did)

    async def connect(self):
        """A real queue, of which we write down what it is asked."""
        self.tasks = self.tasks or asyncio.all_tasks()
        backoff = Backoff(base=0.05, jitter=False)
        queue = await open_jetstream(
            CLUSTER.url(self.name),
            replicas=3,
            lease=self.lease,
            attempts=100,
            backoff=backoff,
            connect=60,
            confirm=1,
        )
        self.open.append(queue)
        put, ack, nack, take = queue._put, queue._ack, queue._nack, queue._take

        async def logged_put(entries):
            self.puts += 1
            await asyncio.sleep(max(0.001, self.slow_put))  # whoever tries for ever lets us look, too
            for dish in (entry.body.decode() for entry in entries):
                if self.put_trouble.get(dish):
                    reached = self.put_trouble[dish].pop(0)
                    if reached:
                        await put(entries)
                    self.log.append(f"put of {dish}: NotConfirmed, the servers have it: {reached}")
                    raise NotConfirmed(f"{dish}: no confirmation came")
            ids = await put(entries)
            self.confirmed += [entry.body.decode() for entry in entries]
            self.on_confirmed()
            return ids

        async def logged_ack(receipts):
            await asyncio.sleep(max(0.001, self.slow_ack))
            for dish in map(dish_in, receipts):
                number = dish.replace("pizza", "order")
                self.log.append(f"{number}: acked")
                if number not in self.baked:
                    raise self.failed(
                        Verdict.ACKED_EARLY,
                        [*self.log, "and it was not baked"],
                        "An ack says: the work is done, forget the message.",
                        self.answer.consume,
                    )
                self.acked.append(number)
                if self.ack_trouble.get(number):
                    error, reached = self.ack_trouble[number].pop(0)
                    if reached:
                        await ack(receipts)
                    knows = "know" if reached else "do not know"
                    self.log.append(f"  the ack raises {error.__name__}, and the servers {knows} of it")
                    raise error(f"the ack of {number}")
            await ack(receipts)

        async def logged_nack(receipt, delay):
            await asyncio.sleep(0.001)
            number = dish_in(receipt).replace("pizza", "order")
            self.log.append(f"{number}: nacked, for {delay:g} s")
            self.nacked.append(number)
            await nack(receipt, delay)
            if self.ack_trouble.get(f"nack {number}"):
                error, _ = self.ack_trouble[f"nack {number}"].pop(0)
                self.log.append(f"  the nack raises {error.__name__}")
                raise error(f"the nack of {number}")

        async def counted_take(batch, timeout):
            await asyncio.sleep(0.001)
            self.takes += 1
            return await take(batch, timeout)

        def counted(settle):
            async def settled(*receipt_and_delay):
                self.settling += 1
                try:
                    await settle(*receipt_and_delay)
                finally:
                    self.settling -= 1

            return settled

        queue._put, queue._take = logged_put, counted_take
        queue._ack, queue._nack = counted(logged_ack), counted(logged_nack)
        return queue

    async def bake(self, number, dish):
        self.in_oven += 1
        try:
            await asyncio.sleep(0.002)
            await self.door.wait()
        finally:
            self.in_oven -= 1
        if number.replace("order", "pizza") != dish:
            raise self.failed(
                Verdict.WRONG,
                f"bake({number!r}, {dish!r})",
                "bake gets the number, which is the key, and the dish, which is the body.",
                self.answer.consume,
            )
        if number in self.done and number not in self.baked:
            raise self.failed(
                Verdict.ACKED_EARLY,
                [*self.log, f"{number}: still in the oven, and in done already"],
                "What is in `done` is acked by every consumer who gets it. If it then fails, it is lost: "
                "remember a number when bake has returned, and not before.",
                self.answer.consume,
            )
        if self.fires.get(number):
            self.fires[number] -= 1
            self.log.append(f"{number}: OvenFire")
            raise OvenFire(number)
        self.baked.append(number)
        self.log.append(f"{number}: baked")
        if number in self.copies:
            self.copies.discard(number)
            await self.comes_again(number, dish)

    async def comes_again(self, number, dish):
        """The same order as another message, as from a producer that put it again too late for the servers."""
        queue = self.open[0]
        about = {"Nats-Msg-Id": f"another {number}".replace(" ", "-"), "Mqlearn-Key": quote(number)}
        await queue._client.jetstream(timeout=30).publish(
            f"{queue._stream}.ready", dish.encode(), headers=about
        )
        self.log.append(f"{number}: was put a second time, and has another id now")

    def failed(self, verdict, saw, rule, look, expected=""):
        failed = Failed(verdict, did=self.did, saw=saw, expected=expected, rule=rule, look=look)
        self.fault = self.fault or failed
        return self.fault

    # What the check does with it.

    def so_far(self):
        return len(self.log), len(self.confirmed)

    async def produce(self, queue, **patience):
        producing = asyncio.create_task(self.answer.produce(queue, list(self.orders)))
        if not await patiently(producing.done, self.so_far, **patience):
            producing.cancel()
            raise self.failed(
                Verdict.STUCK,
                [*self.log, "produce did not return, and nothing more happened"],
                "Try again what was not confirmed, and nothing else.",
                self.answer.produce,
            )
        try:
            await producing
        except NotConfirmed:
            raise self.failed(
                Verdict.LOST,
                [
                    *self.log,
                    f"produce raised NotConfirmed; {len(self.confirmed)} of {len(self.orders)} are confirmed",
                ],
                "While no leader is elected, every put ends like this. Put it again, with its key, until it is there.",
                self.answer.produce,
            ) from None
        missing = [dish for _, dish in self.orders if dish not in self.confirmed]
        if missing:
            raise self.failed(
                Verdict.LOST,
                [
                    *self.log,
                    f"produce returned, and {len(missing)} of {len(self.orders)} orders were never confirmed",
                ],
                "Only a put that returned is confirmed. Until then, put it again, with its key.",
                self.answer.produce,
            )

    def consumer(self, queue):
        return asyncio.create_task(self.answer.consume(queue, self.bake, self.done))

    async def until(self, holds, consumers, verdict, rule, **patience):
        def over():
            return holds() or self.fault is not None or any(consumer.done() for consumer in consumers)

        await patiently(over, self.so_far, **patience)
        if holds():
            return
        self.all_well(consumers)
        missing = [number for number, _ in self.orders if number not in self.baked]
        some = ", ".join(missing[:5]) or "none"
        raise self.failed(
            verdict,
            [*self.log, f"nothing more happened; not baked: {len(missing)} ({some})"],
            rule,
            self.answer.consume,
        )

    async def idle(self, consumers):
        """For half a second there is nothing to do: who waits for the next order?"""
        before = self.takes
        await asyncio.sleep(0.5)
        self.all_well(consumers)
        if self.takes - before > 15 * len(consumers):
            raise self.failed(
                Verdict.SPINNING,
                f"it asked the servers {self.takes - before} times in 0.5 s for orders that nobody had placed",
                "get waits for you: give it no timeout, or one that is worth the journey.",
                self.answer.consume,
            )

    def all_well(self, consumers):
        if self.fault is not None:
            raise self.fault
        for consumer in consumers:
            if consumer.done():
                self.ended(consumer)

    def ended(self, consumer):
        """A consumer that ends while its queue is open."""
        error = None if consumer.cancelled() else consumer.exception()
        if error is not None and not isinstance(error, OvenFire | LeaseLost | NotConfirmed):
            raise error
        how = "returned" if error is None else f"ended with {type(error).__name__}"
        raise self.failed(
            Verdict.LOST,
            [*self.log, f"consume {how}, and the queue was open: nobody bakes the rest"],
            "What fails comes again; an empty queue fills again. Only a closed queue ends the consumer.",
            self.answer.consume,
        )

    async def close(self, consumers):
        """Close all queues: then the consumers return."""
        for queue in self.open:
            await queue.close()
        if not consumers:
            return
        if not await patiently(lambda: all(consumer.done() for consumer in consumers), self.so_far):
            raise self.failed(
                Verdict.STUCK,
                [*self.log, "the queue was closed, and consume still runs"],
                "QueueClosed does not pass: whoever tries again then tries for ever.",
                self.answer.consume,
            )
        for consumer in consumers:
            error = consumer.exception()
            if isinstance(error, QueueClosed):
                raise self.failed(
                    Verdict.WRONG,
                    [*self.log, "the queue was closed, and consume raised QueueClosed"],
                    "That the queue is closed is how a consumer learns that the day is over.",
                    self.answer.consume,
                    "consume returns",
                )
            if error is not None:
                raise error
        await self.nothing_under_way()

    async def nothing_under_way(self):
        """Whoever returns has finished: no ack runs on alone, and no task."""
        left = f"{self.settling} of its acks and nacks were still under way" if self.settling else ""

        def tasks():
            return asyncio.all_tasks() - self.tasks

        # What was cancelled, and the connections' own tasks, may take a step or two to end.
        if not left and not await patiently(lambda: not tasks(), self.so_far, quiet=50):
            names = ", ".join(sorted(task.get_coro().__qualname__ for task in tasks()))
            left = f"of its tasks still run: {names}"
        if left:
            raise self.failed(
                Verdict.LEAKED,
                [*self.log, f"consume returned, and {left}"],
                "Await your acks: what a task raises that nobody awaits reaches nobody, and it ends when it likes.",
                self.answer.consume,
            )

    def each_once(self):
        twice = sorted({number for number in self.baked if self.baked.count(number) > 1})
        if twice:
            raise self.failed(
                Verdict.DUPLICATED,
                [*self.log, f"baked more than once: {len(twice)} ({', '.join(twice[:5])})"],
                AGAIN,
                self.answer.consume,
            )
        if missing := sorted(set(self.baked) - self.done):
            raise self.failed(
                Verdict.DUPLICATED,
                [*self.log, f"baked, and not in done: {', '.join(missing[:5])}"],
                "All consumers share `done`: what is not in it is baked again by the next one who gets it.",
                self.answer.consume,
            )

    async def none_left(self, consumers):
        """All is acked, and the servers know it; else it would come for ever."""
        queue = self.open[0]
        for _ in range(QUIET):
            self.all_well(consumers)
            left = (await queue._client.jetstream(timeout=30).stream_info(queue._stream)).state.messages
            if not left:
                break
            await asyncio.sleep(LOOK)
        else:
            raise self.failed(
                Verdict.DUPLICATED,
                [*self.log, f"all is baked, and the servers still have {left} of the orders"],
                "What is not acked comes again, for ever. " + AGAIN,
                self.answer.consume,
                "none left",
            )

    def all_baked(self):
        return {number for number, _ in self.orders} <= set(self.baked)


def dish_in(receipt):
    return receipt.message.data.decode()


async def day(pizzeria, verdict, rule, *, idle=False):
    """Produce, consume, close, and see that each order was baked once."""
    queue = await pizzeria.connect()
    consumers = [pizzeria.consumer(queue)]
    try:
        await pizzeria.produce(queue)
        await pizzeria.until(pizzeria.all_baked, consumers, verdict, rule)
        await pizzeria.none_left(consumers)
        # A copy may still be in the consumer's hands: let it finish before the queue is closed.
        await patiently(lambda: False, pizzeria.so_far, quiet=5)
        await patiently(lambda: not pizzeria.settling, pizzeria.so_far)
        if idle:
            await pizzeria.idle(consumers)
        await pizzeria.close(consumers)
    finally:
        for consumer in consumers:
            consumer.cancel()
        for one in pizzeria.open:
            await one.close()
    pizzeria.all_well([])
    pizzeria.each_once()


def test_a_calm_day(answer):
    """Every order is baked and acked; when the queue is closed, consume returns."""
    did = "put 8 orders on a cluster of three, consumed them, waited for 0.5 s, and closed the queue"
    asyncio.run(day(Pizzeria(answer, 8, did=did), Verdict.LOST, "Get, bake, ack, and again.", idle=True))


def test_what_is_not_confirmed_is_put_until_it_is(answer):
    """However many confirmations are lost: every order is in the queue, once."""

    async def main():
        for reached in ([True] * 3, [False] * 40, [False, True] * 3):
            pizzeria = Pizzeria(
                answer, 3, did=f"put 3 orders; the first {len(reached)} confirmations of pizza 2 are lost"
            )
            pizzeria.put_trouble["pizza 2"] = reached
            queue = await pizzeria.connect()
            await pizzeria.produce(queue, **ELECTION)
            found, js = [], queue._client.jetstream(timeout=30)
            count = (await js.stream_info(queue._stream)).state.messages
            while len(found) < count and (got := await queue.get(100, timeout=5)):
                found += [(one.key, one.body.decode()) for one in got]
            await queue.close()
            for number, dish in pizzeria.orders:
                count = [body for _, body in found].count(dish)
                if count != 1 or (number, dish) not in found:
                    keys = [key for key, body in found if body == dish]
                    raise pizzeria.failed(
                        Verdict.LOST if not count else Verdict.DUPLICATED if count > 1 else Verdict.WRONG,
                        [*pizzeria.log, f"the servers have {count} of {dish}, with the keys {keys}"],
                        "NotConfirmed: it may be there, or not. With the same key, once more does no harm.",
                        answer.produce,
                        f"1, with the key {number!r}",
                    )

    asyncio.run(main())


def test_a_closed_queue_ends_the_attempts(answer):
    """When the queue is closed, produce raises QueueClosed, and does not try for ever."""

    async def main():
        pizzeria = Pizzeria(answer, 3, did="closed the queue, then called produce")
        queue = await pizzeria.connect()
        await queue.close()
        try:
            async with asyncio.timeout(1):
                await answer.produce(queue, list(pizzeria.orders))
        except TimeoutError:
            raise pizzeria.failed(
                Verdict.SPINNING,
                "a second later it was still trying",
                "NotConfirmed may pass; QueueClosed does not. Try again only what can succeed.",
                answer.produce,
            ) from None
        except BaseException as error:
            errors = [error]
            for one in errors:
                errors.extend(getattr(one, "exceptions", ()))
            if any(isinstance(one, QueueClosed) for one in errors):
                return
            raise
        raise pizzeria.failed(
            Verdict.LOST,
            "produce returned as if all were well, and no order is anywhere",
            "Whoever cannot keep the promise says so: let QueueClosed through.",
            answer.produce,
        )

    asyncio.run(main())


def test_an_order_that_comes_twice_is_baked_once(answer):
    """A producer may put an order twice; the consumer knows it by its number, not by its id."""
    did = "put 4 orders; order 2 comes again when it is baked, with another id and the same key; order 3 is in done: another has baked it"

    async def main():
        pizzeria = Pizzeria(answer, 4, did=did)
        pizzeria.copies.add("order 2")
        pizzeria.done.add("order 3")
        pizzeria.baked.append("order 3")
        await day(pizzeria, Verdict.LOST, "The copy is acked, and the next order baked.")
        if pizzeria.acked.count("order 2") < 2:
            raise pizzeria.failed(
                Verdict.DUPLICATED,
                [*pizzeria.log, "the copy was not acked"],
                "What is not acked comes again, for ever. " + AGAIN,
                answer.consume,
            )

    asyncio.run(main())


def test_what_fails_is_baked_when_it_comes_again(answer):
    """If bake raises, the order is nacked, and is not done."""
    pizzeria = Pizzeria(
        answer, 4, did="put 4 orders; the oven burns the first three times when order 2 is in it"
    )
    pizzeria.fires["order 2"] = 3
    rule = "What failed is not done: nack it, and remember a number when it is baked, not before."
    asyncio.run(day(pizzeria, Verdict.LOST, rule))
    if pizzeria.nacked.count("order 2") < 3:
        raise pizzeria.failed(
            Verdict.WRONG,
            [
                *pizzeria.log,
                f"order 2 failed 3 times, and was nacked {pizzeria.nacked.count('order 2')} times",
            ],
            "Whoever tries again on the spot holds up all others, and its lease runs. Give it back: nack.",
            answer.consume,
        )


def test_an_ack_that_fails_is_no_end(answer):
    """LeaseLost and NotConfirmed: the order may come again, is not baked again, and the consumer goes on."""
    did = "put 5 orders; the first ack of order 2, 3 and 4 raises: see below"
    pizzeria = Pizzeria(answer, 5, did=did, lease=0.5)
    pizzeria.ack_trouble["order 2"] = [(NotConfirmed, True)]
    pizzeria.ack_trouble["order 3"] = [(NotConfirmed, False)]
    pizzeria.ack_trouble["order 4"] = [(LeaseLost, False)]
    rule = "A failed ack is no reason to stop: take the next order. " + AGAIN
    asyncio.run(day(pizzeria, Verdict.LOST, rule))
    did = "put 4 orders; order 2 and 3 fail, and the nack of each raises: see below"
    pizzeria = Pizzeria(answer, 4, did=did, lease=0.5)
    pizzeria.fires |= {"order 2": 1, "order 3": 1}
    pizzeria.ack_trouble["nack order 2"] = [(NotConfirmed, True)]
    pizzeria.ack_trouble["nack order 3"] = [(LeaseLost, True)]
    asyncio.run(day(pizzeria, Verdict.LOST, "It comes again when its lease is over, and is baked then."))


def test_who_leaves_has_finished(answer):
    """The queue is closed while an ack is under way: consume returns after it, not before."""

    async def main():
        pizzeria = Pizzeria(
            answer, 3, did="put 3 orders; an ack takes 0.2 s, and the queue was closed during one"
        )
        pizzeria.slow_ack = 0.2
        queue = await pizzeria.connect()
        await pizzeria.produce(queue)
        consumers = [pizzeria.consumer(queue)]
        rule = "Get, bake, ack, and again."
        try:
            await pizzeria.until(lambda: pizzeria.settling, consumers, Verdict.LOST, rule)
            await pizzeria.close(consumers)
        finally:
            consumers[0].cancel()
            await queue.close()
        pizzeria.all_well([])

    asyncio.run(main())


def test_who_is_cancelled_leaves_the_order_to_others(answer):
    """Cancelled in the middle of bake: the order is not done, comes again, and another consumer bakes it."""

    async def main():
        did = "put 3 orders, cancelled consume while one was in the oven, and let another consumer go on"
        pizzeria = Pizzeria(answer, 3, did=did, lease=0.5)
        pizzeria.door.clear()
        queue = await pizzeria.connect()
        await pizzeria.produce(queue)
        consumers = [pizzeria.consumer(queue)]
        try:
            await pizzeria.until(
                lambda: pizzeria.in_oven, consumers, Verdict.LOST, "Get, bake, ack, and again."
            )
            [cancelled] = consumers
            cancelled.cancel()
            pizzeria.log.append("consume was cancelled")
            await patiently(cancelled.done, pizzeria.so_far)
            if not cancelled.done() or not cancelled.cancelled():
                raise pizzeria.failed(
                    Verdict.STUCK,
                    [*pizzeria.log, "and it did not end with CancelledError"],
                    "CancelledError passes through: it is no Exception that you handle.",
                    answer.consume,
                )
            pizzeria.door.set()
            consumers[:] = [pizzeria.consumer(queue)]
            rule = (
                "Who is cancelled has not baked it. Remember a number when bake has returned, and not before."
            )
            await pizzeria.until(pizzeria.all_baked, consumers, Verdict.LOST, rule)
            await pizzeria.none_left(consumers)
            await pizzeria.close(consumers)
        finally:
            for consumer in consumers:
                consumer.cancel()
            await queue.close()
        pizzeria.all_well([])
        pizzeria.each_once()

    asyncio.run(main())


def test_whoever_is_cancelled_goes(answer):
    """Cancelled while it waits for an order, an ack or a confirmation: it ends with that, and does not go on."""

    async def main():
        for waits_for in ("an order", "an ack", "a confirmation"):
            who = "produce" if waits_for == "a confirmation" else "consume"
            pizzeria = Pizzeria(answer, 1, did=f"cancelled {who} while it waited for {waits_for}")
            queue = await pizzeria.connect()
            if waits_for == "an order":
                task, begun = pizzeria.consumer(queue), lambda p=pizzeria: p.takes
            elif waits_for == "an ack":
                await pizzeria.produce(queue)
                pizzeria.slow_ack = 3
                task, begun = pizzeria.consumer(queue), lambda p=pizzeria: p.settling
            else:
                pizzeria.slow_put = 3
                task = asyncio.create_task(answer.produce(queue, list(pizzeria.orders)))
                begun = lambda p=pizzeria: p.puts  # noqa: E731
            try:
                await pizzeria.until(begun, [task], Verdict.LOST, "Get, bake, ack, and again.")
                await asyncio.sleep(0.05)
                task.cancel()
                pizzeria.log.append(f"{who} was cancelled")
                await patiently(task.done, pizzeria.so_far, quiet=100)
                if not task.cancelled():
                    raise pizzeria.failed(
                        Verdict.STUCK,
                        [*pizzeria.log, "and it did not end with CancelledError"],
                        "CancelledError passes through: it is no Exception that you handle.",
                        getattr(answer, who),
                    )
            finally:
                pizzeria.slow_put = pizzeria.slow_ack = 0
                await queue.close()
                await asyncio.wait([task], timeout=5)
                with suppress(BaseException):  # it said enough
                    task.result()

    asyncio.run(main())


def test_a_queue_may_close_while_an_order_is_in_the_oven(answer):
    """Then the ack or the nack raises QueueClosed, and consume returns all the same."""

    async def main():
        for what in ("ack", "nack"):
            pizzeria = Pizzeria(
                answer,
                1,
                did=f"closed the queue while an order was in the oven; then its {what} raises QueueClosed",
            )
            pizzeria.door.clear()
            if what == "nack":
                pizzeria.fires["order 1"] = 1
            queue = await pizzeria.connect()
            await pizzeria.produce(queue)
            consumers = [pizzeria.consumer(queue)]
            try:
                await pizzeria.until(
                    lambda p=pizzeria: p.in_oven, consumers, Verdict.LOST, "Get, bake, ack, and again."
                )
                await queue.close()
                pizzeria.door.set()
                await pizzeria.close(consumers)
            finally:
                consumers[0].cancel()
                await queue.close()
            pizzeria.all_well([])

    asyncio.run(main())


async def leader_of(pizzeria):
    try:
        return await asyncio.to_thread(CLUSTER.leader, pizzeria.name)
    except LocalNatsError as error:
        raise pizzeria.failed(
            Verdict.INCONCLUSIVE,
            str(error),
            "The servers are too slow here to prove anything. Check it again when the machine is less busy.",
            pizzeria.answer.produce,
        ) from None


def test_the_leader_dies(answer):
    """The leader is killed in the middle of 200 orders: each of them is baked, once."""

    async def main():
        pizzeria = Pizzeria(
            answer,
            200,
            did="two consumers, 200 orders; after 50 confirmations the leader was killed",
            lease=3.0,
        )
        shop, left, right = [await pizzeria.connect() for _ in range(3)]
        leader = await leader_of(pizzeria)
        killed = []

        def kill():
            if len(pizzeria.confirmed) >= 50 and not killed:
                killed.append(leader)
                CLUSTER.kill(leader)

        pizzeria.on_confirmed = kill
        consumers = [pizzeria.consumer(left), pizzeria.consumer(right)]
        try:
            await pizzeria.produce(shop, **ELECTION)
            await pizzeria.until(
                pizzeria.all_baked,
                consumers,
                Verdict.LOST,
                "What was confirmed is kept by two servers.",
                **ELECTION,
            )
            if not killed or await leader_of(pizzeria) == leader:
                raise pizzeria.failed(
                    Verdict.INCONCLUSIVE,
                    "the leader did not die",
                    "A run in which the fault never happened proves nothing.",
                    answer.produce,
                )
            await pizzeria.close(consumers)
        finally:
            for consumer in consumers:
                consumer.cancel()
            for one in pizzeria.open:
                await one.close()
        pizzeria.all_well([])
        pizzeria.each_once()

    asyncio.run(main())
