"""What every engine promises. Where engines differ, differences.toml says what each one does."""

import asyncio

import pytest
from engines import ATTEMPTS, LEASE

from mqlearn.delivery import AlreadySettled, EngineError, LeaseLost, NotConfirmed, QueueClosed, TooLarge

SOON = 0.3
"""A wait after which something would have come that is due now."""


def bodies(deliveries):
    return [delivery.body for delivery in deliveries]


async def collect(queue, count, ack=True):
    """Get until there are so many; an engine may hand out less than it has."""
    got = []
    while len(got) < count:
        some = await queue.get(count - len(got), timeout=5)
        assert some, f"{len(got)} of {count} messages came"
        got += some
    if ack:
        await queue.ack_many(got)
    return got


# ---------------------------------------------------------------- at least once


def test_messages_come_in_order_and_once_when_they_are_acked(engine):
    async def main(engine):
        queue = await engine.open()
        for number in range(20):
            await queue.put(b"order %d" % number)
        got = await collect(queue, 20)
        assert bodies(got) == [b"order %d" % number for number in range(20)]
        assert {delivery.attempt for delivery in got} == {1}
        assert len({delivery.id for delivery in got}) == 20
        await engine.nothing_comes(queue)

    engine.run(main)


def test_what_is_not_acked_comes_again_when_the_lease_runs_out(engine):
    async def main(engine):
        queue = await engine.open()
        await queue.put(b"soup")
        begin = engine.now()
        (first,) = await queue.get()
        assert await queue.get(timeout=SOON) == []
        (second,) = await queue.get(timeout=LEASE + 10)
        assert engine.took(begin, LEASE)
        assert (second.id, second.body, second.attempt) == (first.id, b"soup", 2)
        await second.ack()

    engine.run(main)


def test_put_returns_the_id_that_is_delivered_and_headers_and_key_travel(engine):
    async def main(engine):
        queue = await engine.open()
        about = {"kind": "order", "table": "siete"}
        id = await queue.put(b"soup", key="order-7", headers=about)
        about["kind"] = "changed after the put"
        (got,) = await collect(queue, 1)
        assert (got.id, got.key, dict(got.headers)) == (id, "order-7", {"kind": "order", "table": "siete"})
        await queue.put(b"plain")
        (got,) = await collect(queue, 1)
        assert (got.key, dict(got.headers)) == (None, {})

    engine.run(main)


def test_any_bytes_travel(engine):
    async def main(engine):
        queue = await engine.open()
        sent = [b"", bytes(range(256)), b"x" * 500_000]
        await queue.put_many(sent)
        assert bodies(await collect(queue, 3)) == sent

    engine.run(main)


# --------------------------------------------------------------- nack and extend


def test_a_nack_waits_as_the_backoff_says(engine):
    async def main(engine):
        queue = await engine.open()
        await queue.put(b"soup")
        (got,) = await queue.get()
        for wait in (0.3, 0.6):
            begin = engine.now()
            await got.nack()
            (got,) = await queue.get(timeout=5)
            assert engine.took(begin, wait)
        assert got.attempt == 3
        await got.ack()

    engine.run(main)


def test_a_nack_with_a_delay_waits_that_long_and_one_without_waits_for_nothing(engine):
    async def main(engine):
        queue = await engine.open()
        await queue.put(b"soup")
        (got,) = await queue.get()
        begin = engine.now()
        await got.nack(0.7)
        (got,) = await queue.get(timeout=5)
        assert engine.took(begin, 0.7)
        begin = engine.now()
        await got.nack(0)
        (got,) = await queue.get(timeout=5)
        assert engine.took(begin, 0)
        assert got.attempt == 3
        await got.ack()

    engine.run(main)


def test_a_lease_that_is_extended_holds(engine):
    async def main(engine):
        queue = await engine.open()
        await queue.put(b"a long job")
        (job,) = await queue.get()
        for _ in range(3):
            await asyncio.sleep(0.75 * LEASE)
            await job.extend()
            assert await queue.get(timeout=0.1) == []
        await job.ack()
        await engine.nothing_comes(queue)

    engine.run(main)


# ---------------------------------------------------------------------- late acks


def test_a_late_ack_never_takes_the_message_from_another_worker(engine):
    async def main(engine):
        queue = await engine.open()
        await queue.put(b"soup")
        (slow,) = await queue.get()
        (other,) = await queue.get(timeout=LEASE + 10)
        assert other.attempt == 2
        await asyncio.sleep(SOON)  # a client's clock may be a little behind the engine's
        try:
            await slow.ack()
            engine.does("late_ack", "accepted")
        except LeaseLost:
            engine.does("late_ack", "refused")
            with pytest.raises(AlreadySettled):
                await slow.nack()
            assert await queue.get(timeout=SOON) == []
            await other.ack()
        await engine.nothing_comes(queue)

    engine.run(main)


def test_a_late_ack_that_hurts_nobody(engine):
    async def main(engine):
        queue = await engine.open()
        await queue.put(b"soup")
        (slow,) = await queue.get()
        await asyncio.sleep(LEASE + 0.5)
        try:
            await slow.ack()
            engine.does("late_ack_of_nobody", "accepted")
            await engine.nothing_comes(queue)
        except LeaseLost:
            engine.does("late_ack_of_nobody", "refused")

    engine.run(main)


def test_who_extends_or_nacks_too_late_is_told(engine):
    async def main(engine):
        queue = await engine.open()
        if not queue.capabilities.fencing:
            pytest.skip("this engine accepts what comes too late")
        await queue.put(b"soup")
        (slow,) = await queue.get()
        (other,) = await queue.get(timeout=LEASE + 10)
        with pytest.raises(LeaseLost):
            await slow.extend(100)
        with pytest.raises(LeaseLost):
            await slow.nack(0)
        assert await queue.get(timeout=SOON) == []
        await other.ack()

    engine.run(main)


def test_of_several_acks_the_late_one_is_named_and_the_others_count(engine):
    async def main(engine):
        queue = await engine.open()
        if not queue.capabilities.fencing:
            pytest.skip("this engine accepts late acks")
        await queue.put(b"slow")
        (slow,) = await queue.get()
        (again,) = await queue.get(timeout=LEASE + 10)
        await queue.put_many([b"soup", b"salad"])
        others = await collect(queue, 2, ack=False)
        with pytest.raises(LeaseLost, match=rf"message {slow.id} "):
            await queue.ack_many([others[0], slow, others[1]])
        await again.ack()
        await engine.nothing_comes(queue)

    engine.run(main)


def test_the_receipt_of_an_acked_message_fits_no_later_one(engine):
    async def main(engine):
        queue = await engine.open()
        if not queue.capabilities.fencing:
            pytest.skip("this engine accepts late acks")
        await queue.put(b"soup")
        (slow,) = await queue.get()
        (other,) = await queue.get(timeout=LEASE + 10)
        await other.ack()
        await queue.put(b"salad")
        (salad,) = await queue.get()
        with pytest.raises(LeaseLost):
            await slow.ack()
        with pytest.raises(AlreadySettled):
            await slow.nack()
        await salad.ack()

    engine.run(main)


def test_a_delivery_is_settled_once(engine):
    async def main(engine):
        queue = await engine.open()
        await queue.put_many([b"soup", b"salad"])
        soup, salad = await collect(queue, 2, ack=False)
        await soup.ack()
        for again in (soup.ack, soup.nack, soup.extend):
            with pytest.raises(AlreadySettled):
                await again()
        with pytest.raises(ValueError, match="twice"):
            await queue.ack_many([salad, salad])
        with pytest.raises(AlreadySettled):
            await queue.ack_many([salad, soup])
        await salad.ack()

    engine.run(main)


def test_a_queue_acks_only_its_own_deliveries(engine):
    async def main(engine):
        queue = await engine.open()
        dead = await queue.dead_letters()
        await queue.put(b"soup")
        await dead.put(b"bad soup")
        (soup,), (bad,) = await queue.get(), await dead.get()
        with pytest.raises(ValueError, match="the queue it came from"):
            await queue.ack_many([soup, bad])
        await soup.ack()
        await bad.ack()

    engine.run(main)


# ------------------------------------------------------------------- dead letters


def test_what_fails_again_and_again_goes_to_the_dead_letters(engine):
    async def main(engine):
        queue = await engine.open()
        id = await queue.put(b"poison", key="order-13", headers={"kind": "order"})
        await queue.put(b"soup")
        seen = []
        while got := await queue.get(10, timeout=2 * LEASE):
            for delivery in got:
                if delivery.body == b"soup":
                    await delivery.ack()
                else:
                    seen.append(delivery.attempt)
                    await delivery.nack(0)
        assert seen == list(range(1, ATTEMPTS + 1))
        dead = await queue.dead_letters()
        assert dead.name == f"{queue.name}.dead"
        (letter,) = await dead.get(timeout=5)
        assert letter.body == b"poison"
        assert dict(letter.headers) == {
            "kind": "order",
            "dead-from": queue.name,
            "dead-attempts": str(ATTEMPTS),
            "dead-key": "order-13",
        }
        assert letter.key == f"dead:{queue.name}:{id}{queue._mark}"
        await letter.ack()

    engine.run(main)


def test_what_kills_its_worker_goes_to_the_dead_letters_too(engine):
    """No worker is left to nack it: only the attempts say what it does."""

    async def main(engine):
        queue = await engine.open()
        await queue.put(b"kills its worker")
        for attempt in range(1, ATTEMPTS + 1):
            (got,) = await queue.get(timeout=LEASE + 10)
            assert got.attempt == attempt
        assert await queue.get(timeout=LEASE + 0.5) == []
        (letter,) = await (await queue.dead_letters()).get(timeout=5)
        assert letter.body == b"kills its worker"

    engine.run(main)


def test_who_closes_the_dead_letters_closes_nothing_else(engine):
    """Somebody has read and closed them: the next message that dies gets there all the same."""

    async def main(engine):
        queue = await engine.open(attempts=1)
        async with await queue.dead_letters() as dead:
            assert await dead.get(timeout=0) == []
        await queue.put(b"poison")
        (got,) = await queue.get(timeout=5)
        await got.nack(0)
        assert await queue.get(timeout=LEASE / 2) == []
        (letter,) = await (await queue.dead_letters()).get(timeout=5)
        assert letter.body == b"poison"

    engine.run(main)


@pytest.mark.parametrize("error", [EngineError, TooLarge, NotConfirmed, LeaseLost])
def test_what_cannot_be_buried_holds_up_no_other(engine, error):
    """The others are there to be worked on; the dead one is kept, and is buried when that is possible."""

    async def main(engine):
        queue = await engine.open(attempts=1)
        await queue.put(b"poison")
        (got,) = await queue.get(timeout=5)
        await got.nack(0)
        await queue.put_many([b"soup", b"salad"])
        bury = queue._bury

        async def fails(taken):
            raise error("no room for the dead")

        queue._bury = fails
        assert len(await collect(queue, 2)) == 2
        queue._bury = bury
        dead = await queue.dead_letters()
        while not (letters := await dead.get(timeout=0)):
            assert await queue.get(timeout=LEASE + 0.1) == []
        assert [letter.body for letter in letters] == [b"poison"]

    engine.run(main)


def test_who_gets_nothing_else_is_told_that_the_dead_cannot_be_buried(engine):
    async def main(engine):
        queue = await engine.open(attempts=1)
        await queue.put(b"poison")
        (got,) = await queue.get(timeout=5)
        await got.nack(0)

        async def fails(taken):
            raise EngineError("no room for the dead")

        queue._bury = fails
        with pytest.raises(EngineError, match="no room"):
            await queue.get(timeout=5)

    engine.run(main)


def test_dead_letters_are_delivered_without_a_limit(engine):
    async def main(engine):
        queue = await engine.open()
        dead = await queue.dead_letters()
        await dead.put(b"poison")
        for attempt in range(1, 3 * ATTEMPTS):
            (letter,) = await dead.get(timeout=5)
            assert letter.attempt == attempt
            await letter.nack(0)

    engine.run(main)


# --------------------------------------------------------------- deduplication


def test_a_key_is_added_once_while_the_message_waits_while_it_is_leased_and_after_its_ack(engine):
    async def main(engine):
        queue = await engine.open()
        ids = [await queue.put(b"soup", key="order-7"), await queue.put(b"soup", key="order-7")]
        (soup,) = await queue.get()
        ids.append(await queue.put(b"soup", key="order-7"))
        await soup.ack()
        ids.append(await queue.put(b"soup", key="order-7"))
        assert ids == [soup.id] * 4
        await engine.nothing_comes(queue)
        await queue.put(b"another soup", key="order-8")
        assert bodies(await collect(queue, 1)) == [b"another soup"]

    engine.run(main)


def test_a_key_is_added_once_within_a_batch(engine):
    async def main(engine):
        queue = await engine.open()
        ids = await queue.put_many([b"soup", b"salad", b"soup", b"bread"], keys=["a", "b", "a", None])
        assert ids[0] == ids[2]
        assert len(set(ids)) == 3
        assert bodies(await collect(queue, 3)) == [b"soup", b"salad", b"bread"]
        assert await queue.get(timeout=SOON) == []

    engine.run(main)


def test_messages_without_a_key_are_never_the_same(engine):
    async def main(engine):
        queue = await engine.open()
        await queue.put(b"soup")
        await queue.put(b"soup")
        assert bodies(await collect(queue, 2)) == [b"soup", b"soup"]

    engine.run(main)


def test_a_key_is_forgotten_when_its_window_ends(engine):
    async def main(engine):
        queue = await engine.open()
        window = queue.capabilities.dedup_window
        if not engine.virtual:  # nobody waits for an hour: by what it says of itself
            engine.does("key_after_an_hour", "added once" if window > 3600 else "added again")
            return
        first = await queue.put(b"soup", key="order-7")
        await collect(queue, 1)
        await asyncio.sleep(3600)
        again = await queue.put(b"soup", key="order-7")
        engine.does("key_after_an_hour", "added once" if again == first else "added again")
        await asyncio.sleep(window - 3601)
        assert await queue.put(b"soup", key="order-7") == first
        await asyncio.sleep(2)
        assert await queue.put(b"soup", key="order-7") != first

    engine.run(main)


# ------------------------------------------------------------------------- delays


def test_a_delayed_message_comes_when_it_is_due_and_holds_up_no_other(engine):
    async def main(engine):
        queue = await engine.open()
        begin = engine.now()
        await queue.put(b"late", delay=1.5)
        await queue.put(b"soon", delay=0.7)
        await queue.put(b"now")
        for body, due in ((b"now", 0), (b"soon", 0.7), (b"late", 1.5)):
            (got,) = await queue.get(timeout=5)
            assert got.body == body
            assert engine.took(begin, due)
            await got.ack()

    engine.run(main)


def test_a_consumer_that_waits_for_a_late_message_gets_one_that_comes_before(engine):
    async def main(engine):
        queue = await engine.open()
        await queue.put(b"late", delay=30)
        begin = engine.now()
        waiting = asyncio.create_task(queue.get())
        await asyncio.sleep(0.3)
        await queue.put(b"soon", delay=0.5)
        (got,) = await waiting
        assert got.body == b"soon"
        assert engine.took(begin, 0.8)

    engine.run(main)


# --------------------------------------------------------- batches and consumers


def test_a_batch_is_no_larger_than_asked_and_does_not_wait_to_be_full(engine):
    async def main(engine):
        queue = await engine.open()
        assert await queue.put_many([]) == []
        ids = await queue.put_many([b"soup", b"salad", b"bread"])
        assert len(set(ids)) == 3
        first = await queue.get(2, timeout=5)
        assert bodies(first) == [b"soup", b"salad"]
        rest = await queue.get(100, timeout=5)
        assert bodies(rest) == [b"bread"]
        await queue.ack_many(first + rest)
        await queue.ack_many([])
        await engine.nothing_comes(queue)

    engine.run(main)


def test_two_consumers_share_the_work_and_get_nothing_twice(engine):
    async def main(engine):
        done = {"anna": [], "ben": []}
        both = [await engine.open(), await engine.open()]
        await both[0].put_many([b"order %d" % number for number in range(30)])

        async def work(name, queue):
            while got := await queue.get(2, timeout=1):
                await asyncio.sleep(0.01)
                done[name] += bodies(got)
                await queue.ack_many(got)

        await asyncio.gather(*map(work, done, both))
        assert sorted(done["anna"] + done["ben"]) == sorted(b"order %d" % number for number in range(30))
        assert done["anna"]
        assert done["ben"]

    engine.run(main)


def test_who_waits_is_woken_by_a_put(engine):
    async def main(engine):
        queue = await engine.open()
        cooks = [asyncio.create_task(queue.get()) for _ in range(3)]
        await asyncio.sleep(SOON)
        begin = engine.now()
        await queue.put_many([b"soup", b"salad", b"bread"])
        got = [delivery for some in await asyncio.gather(*cooks) for delivery in some]
        assert engine.took(begin, 0)
        assert sorted(bodies(got)) == [b"bread", b"salad", b"soup"]

    engine.run(main)


def test_a_get_that_times_out_returns_nothing_at_its_time(engine):
    async def main(engine):
        queue = await engine.open()
        for timeout in (0, 0.5):
            begin = engine.now()
            assert await queue.get(timeout=timeout) == []
            assert engine.took(begin, timeout)

    engine.run(main)


def test_a_get_that_is_cancelled_takes_nothing_and_the_next_one_is_served(engine):
    async def main(engine):
        queue = await engine.open()
        first, second = (asyncio.create_task(queue.get()) for _ in range(2))
        await asyncio.sleep(SOON)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await queue.put(b"soup")
        (soup,) = await second
        assert (soup.body, soup.attempt) == (b"soup", 1)
        await soup.ack()

    engine.run(main)


# ----------------------------------------------- what happens to order, and after a crash


@pytest.mark.parametrize("what", ["order_after_nack", "order_after_lease"])
def test_where_a_message_stands_that_comes_again(engine, what):
    async def main(engine):
        queue = await engine.open()
        await queue.put_many([b"0", b"1", b"2"])
        (first,) = await queue.get()
        await asyncio.sleep(SOON if what == "order_after_nack" else LEASE + SOON)
        if what == "order_after_nack":
            await first.nack(0)
        order = bodies(await collect(queue, 3))
        engine.does(what, {b"0": "it comes first", b"1": "those due longer first"}[order[0]])
        assert sorted(order) == [b"0", b"1", b"2"]

    engine.run(main)


def test_what_the_next_program_gets(engine):
    """The first one dies with a message in its hands; closing stands in for that, as tests/crash kills."""

    async def main(engine):
        queue = await engine.open()
        await queue.put(b"soup")
        await queue.get()
        begin = engine.now()
        await queue.close()
        engine.opened.clear()
        queue = await engine.open()
        got = await queue.get(timeout=LEASE + 10)
        assert not got or engine.took(begin, LEASE)
        engine.does(
            "next_program", f"attempt {got[0].attempt}, when the lease runs out" if got else "nothing"
        )
        await queue.ack_many(got)
        await queue.put(b"salad")
        await queue.close()
        engine.opened.clear()
        got = await (await engine.open()).get(timeout=LEASE + 10)
        engine.does("next_program_put", f"attempt {got[0].attempt}" if got else "nothing")

    engine.run(main)


# -------------------------------------------------------------- closing, and mistakes


def test_who_waits_when_the_queue_is_closed_is_told(engine):
    async def main(engine):
        queue = await engine.open()
        cooks = [asyncio.create_task(queue.get()), asyncio.create_task(queue.get(timeout=60))]
        await asyncio.sleep(SOON)
        await queue.close()
        for result in await asyncio.gather(*cooks, return_exceptions=True):
            assert isinstance(result, QueueClosed)

    engine.run(main)


def test_a_closed_queue_does_nothing_more_and_says_so(engine):
    async def main(engine):
        queue = await engine.open()
        await queue.put_many([b"soup", b"salad", b"bread"])
        soup, salad, bread = await collect(queue, 3, ack=False)
        await queue.close()
        await queue.close()  # closing twice is no mistake
        for use in (lambda: queue.put(b"soup"), queue.get, lambda: queue.get(timeout=0), queue.dead_letters):
            with pytest.raises(QueueClosed):
                await use()
        for settle in (soup.ack, salad.nack, bread.extend, soup.ack):
            with pytest.raises(QueueClosed):
                await settle()

    engine.run(main)


def test_a_mistake_in_the_call_is_said_and_changes_nothing(engine):
    async def main(engine):
        queue = await engine.open()
        for error, call in (
            (TypeError, lambda: queue.put("soup")),
            (TypeError, lambda: queue.put_many([b"good soup", "soup"])),
            (TypeError, lambda: queue.put(b"soup", key=7)),
            (ValueError, lambda: queue.put(b"soup", key="")),
            (TypeError, lambda: queue.put(b"soup", headers={"table": 7})),
            (ValueError, lambda: queue.put(b"soup", delay=-1)),
            (ValueError, lambda: queue.put(b"soup", delay=float("nan"))),
            (ValueError, lambda: queue.put_many([b"soup"], keys=["a", "b"])),
            (ValueError, lambda: queue.get(0)),
            (ValueError, lambda: queue.get(timeout=-1)),
        ):
            with pytest.raises(error):
                await call()
        assert await queue.get(timeout=SOON) == []
        await queue.put(b"soup")
        (soup,) = await queue.get()
        with pytest.raises(ValueError, match="delay"):
            await soup.nack(-1)
        with pytest.raises(ValueError, match="seconds"):
            await soup.extend(float("inf"))
        await soup.ack()

    engine.run(main)


@pytest.mark.parametrize("wrong", [{"lease": 0}, {"lease": -1}, {"attempts": 0}])
def test_a_queue_that_cannot_work_is_refused(engine, wrong):
    async def main(engine):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            await engine.open(**wrong)

    engine.run(main)


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(engine):
    async def main(engine):
        queue = await engine.open()
        most = queue.capabilities.max_body
        if most is None or most > 100_000_000:
            pytest.skip("the limit is larger than a test should be")
        with pytest.raises(TooLarge, match="Store the data somewhere"):
            await queue.put(b"x" * (most + 1))

    engine.run(main)
