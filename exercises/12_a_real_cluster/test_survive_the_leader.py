"""The check of survive_the_leader: three real servers, whose leader is killed in the last check."""

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
AGAIN = "An order in `done` is baked already: when it comes again, ack it, and do not bake it."


class OvenFire(Exception):
    """Raised by `bake` when it is told to fail."""


class Pizzeria:
    """A queue on the cluster, and a log of all that happens to its orders."""

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
        self.settling = 0  # acks and nacks in flight
        self.fault = None  # a finding raised while the answer called us, which it may have caught
        self.on_confirmed = lambda: None
        self.open = []
        self.tasks = set()  # tasks that were there before the answer ran
        self.in_oven = 0
        self.door = asyncio.Event()  # while it is shut, an order in the oven stays there
        self.door.set()
        doing(did)

    async def connect(self):
        """Open a real queue, whose calls we log."""
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
            await asyncio.sleep(max(0.001, self.slow_put))  # an answer that never stops must let us look, too
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
                        "An ack says that the work is done, so the servers forget the message. Bake before you ack.",
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
                [*self.log, f"{number}: in done already, while it was still in the oven"],
                "Every consumer acks an order that is in `done`, so the order is lost if its baking then fails. "
                "Add a number when bake has returned, and not before.",
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
        """Put the same order as another message, as a producer would that put it again too late for the servers."""
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

    # What the check does with the pizzeria.

    def so_far(self):
        return len(self.log), len(self.confirmed)

    async def produce(self, queue, **patience):
        producing = asyncio.create_task(self.answer.produce(queue, list(self.orders)))
        if not await patiently(producing.done, self.so_far, **patience):
            producing.cancel()
            raise self.failed(
                Verdict.STUCK,
                [*self.log, "produce did not return, and nothing more happened"],
                "Put an order again only if it was not confirmed, then return.",
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
                "While no leader is elected, every put raises NotConfirmed. Put it again, with its key, until it is confirmed.",
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
                "An order is confirmed only when its put returns. Until then, put it again, with its key.",
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
        """Leave the consumers idle for half a second, and count their requests."""
        before = self.takes
        await asyncio.sleep(0.5)
        self.all_well(consumers)
        if self.takes - before > 15 * len(consumers):
            raise self.failed(
                Verdict.SPINNING,
                f"it asked the servers {self.takes - before} times in 0.5 s for orders, and there were none",
                "get waits for you, so give it no timeout, or one that is worth a request.",
                self.answer.consume,
            )

    def all_well(self, consumers):
        if self.fault is not None:
            raise self.fault
        for consumer in consumers:
            if consumer.done():
                self.ended(consumer)

    def ended(self, consumer):
        """Raise for a consumer that ended while its queue was open."""
        error = None if consumer.cancelled() else consumer.exception()
        if error is not None and not isinstance(error, OvenFire | LeaseLost | NotConfirmed):
            raise error
        how = "returned" if error is None else f"ended with {type(error).__name__}"
        raise self.failed(
            Verdict.LOST,
            [*self.log, f"consume {how}, while the queue was open, and the rest is not baked"],
            "Only a closed queue may end the consumer: a failed order comes again, and an empty queue fills again.",
            self.answer.consume,
        )

    async def close(self, consumers):
        """Close all queues, and check that the consumers return."""
        for queue in self.open:
            await queue.close()
        if not consumers:
            return
        if not await patiently(lambda: all(consumer.done() for consumer in consumers), self.so_far):
            raise self.failed(
                Verdict.STUCK,
                [*self.log, "the queue was closed, and consume still runs"],
                "A closed queue never opens again, so return on QueueClosed instead of trying again.",
                self.answer.consume,
            )
        for consumer in consumers:
            error = consumer.exception()
            if isinstance(error, QueueClosed):
                raise self.failed(
                    Verdict.WRONG,
                    [*self.log, "the queue was closed, and consume raised QueueClosed"],
                    "Return on QueueClosed: it tells the consumer that the day is over.",
                    self.answer.consume,
                    "consume returns",
                )
            if error is not None:
                raise error
        await self.nothing_under_way()

    async def nothing_under_way(self):
        """Check that a consumer that returned has left no ack in flight, and no task."""
        left = f"{self.settling} of its acks and nacks were still in flight" if self.settling else ""

        def tasks():
            return asyncio.all_tasks() - self.tasks

        # Cancelled tasks, and the connections' own, may take a step or two to end.
        if not left and not await patiently(lambda: not tasks(), self.so_far, quiet=50):
            names = ", ".join(sorted(task.get_coro().__qualname__ for task in tasks()))
            left = f"some of its tasks are still running: {names}"
        if left:
            raise self.failed(
                Verdict.LEAKED,
                [*self.log, f"consume returned, and {left}"],
                "Await your acks before you return. The error of a task that is never awaited is never seen.",
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
                "All consumers share `done`, so an order that is not in it is baked again when it comes again.",
                self.answer.consume,
            )

    async def none_left(self, consumers):
        """Check that the servers have forgotten every order, because otherwise it would come again."""
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
                [*self.log, f"all orders are baked, and the servers still have {left} of them"],
                "An order comes again until it is acked. " + AGAIN,
                self.answer.consume,
                "none left",
            )

    def all_baked(self):
        return {number for number, _ in self.orders} <= set(self.baked)


def dish_in(receipt):
    return receipt.message.data.decode()


async def day(pizzeria, verdict, rule, *, idle=False):
    """Produce, consume, close, and check that each order was baked once."""
    queue = await pizzeria.connect()
    consumers = [pizzeria.consumer(queue)]
    try:
        await pizzeria.produce(queue)
        await pizzeria.until(pizzeria.all_baked, consumers, verdict, rule)
        await pizzeria.none_left(consumers)
        # The consumer may still hold a copy: let it finish before the queue is closed.
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
    """Every order is baked and acked; consume returns when the queue is closed."""
    did = "put 8 orders on a cluster of three, consumed them, waited for 0.5 s, and closed the queue"
    asyncio.run(day(Pizzeria(answer, 8, did=did), Verdict.LOST, "Get, bake, ack, in a loop.", idle=True))


def test_what_is_not_confirmed_is_put_until_it_is(answer):
    """However many confirmations are lost, every order is in the queue once."""

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
                        "After NotConfirmed the order may be there or not. Put it again with the same key, and the servers keep it once.",
                        answer.produce,
                        f"1, with the key {number!r}",
                    )

    asyncio.run(main())


def test_a_closed_queue_ends_the_attempts(answer):
    """When the queue is closed, produce raises QueueClosed, and stops trying."""

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
                "Try again after NotConfirmed, but not after QueueClosed: a closed queue never opens again.",
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
            "produce returned without an error, and no order is anywhere",
            "produce cannot keep its promise on a closed queue, so let QueueClosed pass.",
            answer.produce,
        )

    asyncio.run(main())


def test_an_order_that_comes_twice_is_baked_once(answer):
    """A producer may put an order twice; the consumer recognizes it by its number, not by its id."""
    did = "put 4 orders; order 2 comes again when it is baked, with another id and the same key; order 3 is in done, because another consumer has baked it"

    async def main():
        pizzeria = Pizzeria(answer, 4, did=did)
        pizzeria.copies.add("order 2")
        pizzeria.done.add("order 3")
        pizzeria.baked.append("order 3")
        await day(pizzeria, Verdict.LOST, "Ack the copy, and bake the next order.")
        if pizzeria.acked.count("order 2") < 2:
            raise pizzeria.failed(
                Verdict.DUPLICATED,
                [*pizzeria.log, "the copy was not acked"],
                "An order comes again until it is acked. " + AGAIN,
                answer.consume,
            )

    asyncio.run(main())


def test_what_fails_is_baked_when_it_comes_again(answer):
    """If bake raises, the order is nacked and not added to done."""
    pizzeria = Pizzeria(
        answer, 4, did="put 4 orders; the oven burns the first three times when order 2 is in it"
    )
    pizzeria.fires["order 2"] = 3
    rule = "A failed order is not done: nack it, and add a number to done only when it is baked."
    asyncio.run(day(pizzeria, Verdict.LOST, rule))
    if pizzeria.nacked.count("order 2") < 3:
        raise pizzeria.failed(
            Verdict.WRONG,
            [
                *pizzeria.log,
                f"order 2 failed 3 times, and was nacked {pizzeria.nacked.count('order 2')} times",
            ],
            "Do not retry on the spot, because that holds up all others while the lease runs. Nack the order.",
            answer.consume,
        )


def test_an_ack_that_fails_is_no_end(answer):
    """After LeaseLost or NotConfirmed the consumer continues; the order may come again, and is not baked again."""
    did = "put 5 orders; the first ack of orders 2, 3 and 4 raises, as below"
    pizzeria = Pizzeria(answer, 5, did=did, lease=0.5)
    pizzeria.ack_trouble["order 2"] = [(NotConfirmed, True)]
    pizzeria.ack_trouble["order 3"] = [(NotConfirmed, False)]
    pizzeria.ack_trouble["order 4"] = [(LeaseLost, False)]
    rule = "A failed ack must not stop the consumer: take the next order. " + AGAIN
    asyncio.run(day(pizzeria, Verdict.LOST, rule))
    did = "put 4 orders; orders 2 and 3 fail, and the nack of each raises, as below"
    pizzeria = Pizzeria(answer, 4, did=did, lease=0.5)
    pizzeria.fires |= {"order 2": 1, "order 3": 1}
    pizzeria.ack_trouble["nack order 2"] = [(NotConfirmed, True)]
    pizzeria.ack_trouble["nack order 3"] = [(LeaseLost, True)]
    asyncio.run(
        day(
            pizzeria,
            Verdict.LOST,
            "A failed nack must not stop the consumer: the order comes again when its lease expires, and is baked then.",
        )
    )


def test_who_leaves_has_finished(answer):
    """If the queue is closed while an ack is in flight, consume returns after it, not before."""

    async def main():
        pizzeria = Pizzeria(
            answer, 3, did="put 3 orders; an ack takes 0.2 s, and the queue was closed during one"
        )
        pizzeria.slow_ack = 0.2
        queue = await pizzeria.connect()
        await pizzeria.produce(queue)
        consumers = [pizzeria.consumer(queue)]
        rule = "Get, bake, ack, in a loop."
        try:
            await pizzeria.until(lambda: pizzeria.settling, consumers, Verdict.LOST, rule)
            await pizzeria.close(consumers)
        finally:
            consumers[0].cancel()
            await queue.close()
        pizzeria.all_well([])

    asyncio.run(main())


def test_who_is_cancelled_leaves_the_order_to_others(answer):
    """If consume is cancelled during bake, the order is not done, and another consumer bakes it."""

    async def main():
        did = "put 3 orders, cancelled consume while one was in the oven, and let another consumer continue"
        pizzeria = Pizzeria(answer, 3, did=did, lease=0.5)
        pizzeria.door.clear()
        queue = await pizzeria.connect()
        await pizzeria.produce(queue)
        consumers = [pizzeria.consumer(queue)]
        try:
            await pizzeria.until(
                lambda: pizzeria.in_oven, consumers, Verdict.LOST, "Get, bake, ack, in a loop."
            )
            [cancelled] = consumers
            cancelled.cancel()
            pizzeria.log.append("consume was cancelled")
            await patiently(cancelled.done, pizzeria.so_far)
            if not cancelled.done() or not cancelled.cancelled():
                raise pizzeria.failed(
                    Verdict.STUCK,
                    [*pizzeria.log, "and it did not end with CancelledError"],
                    "Let CancelledError pass: it is not an Exception for you to handle.",
                    answer.consume,
                )
            pizzeria.door.set()
            consumers[:] = [pizzeria.consumer(queue)]
            rule = "A cancelled consumer has not baked the order. Add a number to done when bake has returned, and not before."
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
    """Cancelled while it waits for an order, an ack or a confirmation, a function ends with CancelledError."""

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
                await pizzeria.until(begun, [task], Verdict.LOST, "Get, bake, ack, in a loop.")
                await asyncio.sleep(0.05)
                task.cancel()
                pizzeria.log.append(f"{who} was cancelled")
                await patiently(task.done, pizzeria.so_far, quiet=100)
                if not task.cancelled():
                    raise pizzeria.failed(
                        Verdict.STUCK,
                        [*pizzeria.log, "and it did not end with CancelledError"],
                        "Let CancelledError pass: it is not an Exception for you to handle.",
                        getattr(answer, who),
                    )
            finally:
                pizzeria.slow_put = pizzeria.slow_ack = 0
                await queue.close()
                await asyncio.wait([task], timeout=5)
                with suppress(BaseException):  # its error does not matter any more
                    task.result()

    asyncio.run(main())


def test_a_queue_may_close_while_an_order_is_in_the_oven(answer):
    """If the ack or the nack raises QueueClosed, consume returns all the same."""

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
                    lambda p=pizzeria: p.in_oven, consumers, Verdict.LOST, "Get, bake, ack, in a loop."
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
            "The servers were too slow to prove anything. Check again when the machine is less busy.",
            pizzeria.answer.produce,
        ) from None


def test_the_leader_dies(answer):
    """The leader is killed in the middle of 200 orders, and each of them is baked once."""

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
                "Two servers keep every confirmed order, so continue after an error: get, bake, ack, in a loop.",
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
