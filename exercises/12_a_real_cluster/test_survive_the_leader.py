"""The check of survive_the_leader: three real servers, of which the leading one is killed in the last check."""

import asyncio
import itertools

from mqlearn.brokers.nats import open_jetstream
from mqlearn.delivery import Backoff, LeaseLost, NotConfirmed, QueueClosed
from mqlearn.grading import Failed, Verdict, doing
from mqlearn.grading.engines import servers

CLUSTER = servers(3)
PATIENCE = 6.0  # seconds of real time, for what takes milliseconds
ELECTION = 40.0  # and for what takes up to ten seconds on an idle machine
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
        self.put_trouble, self.ack_trouble, self.fires, self.copies = {}, {}, set(), set()
        self.takes = 0
        self.fault = None  # what we found while the answer called us: it may have caught it
        self.on_confirmed = lambda: None
        self.open = []
        doing(did)

    async def connect(self):
        """A real queue, of which we write down what it is asked."""
        backoff = Backoff(base=0.05, jitter=False)
        queue = await open_jetstream(
            CLUSTER.url(self.name),
            replicas=3,
            lease=self.lease,
            attempts=100,
            backoff=backoff,
            confirm=30,  # to make it; a put is given one second
        )
        queue._confirm = 1.0
        self.open.append(queue)
        put, ack, nack, take = queue._put, queue._ack, queue._nack, queue._take

        async def logged_put(entries):
            await asyncio.sleep(0.001)  # whoever tries for ever lets us look, too
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
            await asyncio.sleep(0.001)
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
                    self.log.append(f"  the ack raises {error.__name__}; the servers know of it: {reached}")
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

        async def take_with_copies(batch, timeout):
            await asyncio.sleep(0.001)
            self.takes += 1
            taken = await take(batch, timeout)
            for one in taken:
                if one.key in self.copies:
                    self.copies.discard(one.key)
                    self.log.append(f"{one.key}: comes twice, as {one.id} and as {one.id}0")
                    return [*taken, one._replace(id=f"{one.id}0")]
            return taken

        queue._put, queue._ack, queue._nack, queue._take = (
            logged_put,
            logged_ack,
            logged_nack,
            take_with_copies,
        )
        return queue

    async def bake(self, number, dish):
        await asyncio.sleep(0.002)
        if number.replace("order", "pizza") != dish:
            raise self.failed(
                Verdict.WRONG,
                f"bake({number!r}, {dish!r})",
                "bake gets the number, which is the key, and the dish, which is the body.",
                self.answer.consume,
            )
        if number in self.fires:
            self.fires.discard(number)
            self.log.append(f"{number}: OvenFire")
            raise OvenFire(number)
        self.baked.append(number)
        self.log.append(f"{number}: baked")

    def failed(self, verdict, saw, rule, look, expected=""):
        failed = Failed(verdict, did=self.did, saw=saw, expected=expected, rule=rule, look=look)
        self.fault = self.fault or failed
        return self.fault

    # What the check does with it.

    async def produce(self, queue, patience=PATIENCE):
        try:
            async with asyncio.timeout(patience):
                await self.answer.produce(queue, list(self.orders))
        except TimeoutError:
            raise self.failed(
                Verdict.STUCK,
                [*self.log, f"produce did not return within {patience:g} seconds"],
                "Try again what was not confirmed, and nothing else.",
                self.answer.produce,
            ) from None
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

    async def until(self, holds, consumers, verdict, rule, patience=PATIENCE):
        end = asyncio.get_running_loop().time() + patience
        while not holds():
            self.all_well(consumers)
            if asyncio.get_running_loop().time() > end:
                missing = [number for number, _ in self.orders if number not in self.baked]
                some = ", ".join(missing[:5]) or "none"
                raise self.failed(
                    verdict,
                    [*self.log, f"after {patience:g} seconds; not baked: {len(missing)} ({some})"],
                    rule,
                    self.answer.consume,
                )
            await asyncio.sleep(0.01)

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
        _, pending = await asyncio.wait(consumers, timeout=PATIENCE)
        if pending:
            raise self.failed(
                Verdict.STUCK,
                [*self.log, f"the queue was closed, and {PATIENCE:g} seconds later consume still runs"],
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

    def each_once(self):
        twice = sorted({number for number in self.baked if self.baked.count(number) > 1})
        if twice:
            raise self.failed(
                Verdict.DUPLICATED,
                [*self.log, f"baked more than once: {len(twice)} ({', '.join(twice[:5])})"],
                AGAIN,
                self.answer.consume,
            )

    async def none_left(self, consumers):
        """All is acked, and the servers know it; else it would come for ever."""
        end = asyncio.get_running_loop().time() + PATIENCE
        left = 1
        while left and asyncio.get_running_loop().time() < end:
            self.all_well(consumers)
            stream = self.open[0]._stream
            left = (await self.open[0]._client.jetstream(timeout=5).stream_info(stream)).state.messages
            await asyncio.sleep(0.05)
        if left:
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
        for reached in ([True] * 3, [False] * 12, [False, True] * 3):
            pizzeria = Pizzeria(
                answer, 3, did=f"put 3 orders; the first {len(reached)} confirmations of pizza 2 are lost"
            )
            pizzeria.put_trouble["pizza 2"] = reached
            queue = await pizzeria.connect()
            await pizzeria.produce(queue)
            found = []
            while got := await queue.get(100, timeout=0.3):
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
            async with asyncio.timeout(2):
                await answer.produce(queue, list(pizzeria.orders))
        except TimeoutError:
            raise pizzeria.failed(
                Verdict.SPINNING,
                "2 seconds later it was still trying",
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
    did = "put 4 orders; order 2 comes twice, with two ids and the same key; order 3 is in done: another has baked it"
    pizzeria = Pizzeria(answer, 4, did=did)
    pizzeria.copies.add("order 2")
    pizzeria.done.add("order 3")
    pizzeria.baked.append("order 3")

    async def main():
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
        answer, 4, did="put 4 orders; the oven burns when order 2 is in it for the first time"
    )
    pizzeria.fires.add("order 2")
    rule = "What failed is not done: nack it, and remember a number when it is baked, not before."
    asyncio.run(day(pizzeria, Verdict.LOST, rule))
    if "order 2" not in pizzeria.nacked:
        raise pizzeria.failed(
            Verdict.WRONG,
            [*pizzeria.log, "order 2 failed, and was never nacked"],
            "Whoever tries again on the spot holds up all others, and its lease runs. Give it back: nack.",
            answer.consume,
        )


def test_an_ack_that_fails_is_no_end(answer):
    """LeaseLost and NotConfirmed: the order may come again, is not baked again, and the consumer goes on."""
    for error, reached in ((NotConfirmed, True), (NotConfirmed, False), (LeaseLost, False)):
        knows = "the servers know of it" if reached else "the servers do not know of it"
        pizzeria = Pizzeria(
            answer,
            3,
            did=f"put 3 orders; the first ack of order 2 raises {error.__name__}, and {knows}",
            lease=1.0,
        )
        pizzeria.ack_trouble["order 2"] = [(error, reached)]
        rule = "A failed ack is no reason to stop: take the next order. " + AGAIN
        asyncio.run(day(pizzeria, Verdict.LOST, rule))
    for error in (NotConfirmed, LeaseLost):
        pizzeria = Pizzeria(
            answer, 3, did=f"put 3 orders; order 2 fails, and its nack raises {error.__name__}", lease=1.0
        )
        pizzeria.fires.add("order 2")
        pizzeria.ack_trouble["nack order 2"] = [(error, True)]
        asyncio.run(day(pizzeria, Verdict.LOST, "It comes again when its lease is over, and is baked then."))


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
        leader = await asyncio.to_thread(CLUSTER.leader, pizzeria.name)
        killed = []

        def kill():
            if len(pizzeria.confirmed) >= 50 and not killed:
                killed.append(leader)
                CLUSTER.kill(leader)

        pizzeria.on_confirmed = kill
        consumers = [pizzeria.consumer(left), pizzeria.consumer(right)]
        try:
            await pizzeria.produce(shop, ELECTION)
            await pizzeria.until(
                pizzeria.all_baked,
                consumers,
                Verdict.LOST,
                "What was confirmed is kept by two servers.",
                ELECTION,
            )
            if not killed or await asyncio.to_thread(CLUSTER.leader, pizzeria.name) == leader:
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
