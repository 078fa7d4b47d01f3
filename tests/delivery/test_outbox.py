"""The outbox: a change and its message, both or neither."""

import asyncio
import sqlite3

import pytest

from mqlearn.delivery import MemoryQueue, Outbox, QueueClosed, SqliteInbox
from mqlearn.simulation import run


@pytest.fixture
def shop(tmp_path):
    """Two connections to the shop's database: one for the shop, one for the relay."""
    both = [sqlite3.connect(tmp_path / "shop.db", isolation_level=None, timeout=1) for _ in range(2)]
    both[0].execute("PRAGMA journal_mode = WAL")
    both[0].execute("CREATE TABLE orders (dish TEXT)")
    yield both
    for db in both:
        db.close()


def order(db, outbox, dish, fails=False):
    db.execute("BEGIN")
    try:
        db.execute("INSERT INTO orders VALUES (?)", (dish,))
        key = outbox.add(dish.encode(), key=f"order-{dish}", headers={"kind": "order"})
        if fails:
            raise OSError("the card was refused")
        db.execute("COMMIT")
        return key
    except OSError:
        db.execute("ROLLBACK")


async def drain(queue):
    got = await queue.get(100, timeout=0)
    await queue.ack_many(got)
    return [(one.body, one.key, dict(one.headers)) for one in got]


def test_the_change_and_its_message_are_both_there_or_neither(shop):
    async def main():
        outbox, relay, queue = Outbox(shop[0]), Outbox(shop[1]), MemoryQueue()
        order(shop[0], outbox, "soup")
        order(shop[0], outbox, "salad", fails=True)
        assert shop[1].execute("SELECT dish FROM orders").fetchall() == [("soup",)]
        assert await relay.relay(queue) == 1
        assert await relay.relay(queue) == 0
        return await drain(queue)

    assert run(main()) == [(b"soup", "order-soup", {"kind": "order"})]


def test_messages_go_out_in_the_order_of_their_changes(shop):
    async def main():
        outbox, relay, queue = Outbox(shop[0]), Outbox(shop[1]), MemoryQueue()
        for number in range(25):
            order(shop[0], outbox, str(number))
        counts = [await relay.relay(queue, batch=10) for _ in range(4)]
        return counts, [int(body) for body, _, _ in await drain(queue)]

    assert run(main()) == ([10, 10, 5, 0], list(range(25)))


def test_a_message_without_a_transaction_is_refused(shop):
    with pytest.raises(RuntimeError, match="Begin one, write the change"):
        Outbox(shop[0]).add(b"soup")


@pytest.mark.parametrize(
    "wrong", [{"body": "soup"}, {"body": b"soup", "key": 7}, {"body": b"soup", "headers": {"table": 7}}]
)
def test_what_no_queue_would_take_is_refused_when_it_is_added(shop, wrong):
    """In the outbox, it would be refused for ever, and hold up all that is added later."""

    async def main():
        outbox, relay, queue = Outbox(shop[0]), Outbox(shop[1]), MemoryQueue()
        shop[0].execute("BEGIN")
        with pytest.raises(TypeError, match=r"bytes|text"):
            outbox.add(**wrong)
        shop[0].execute("ROLLBACK")
        order(shop[0], outbox, "salad")
        return await relay.relay(queue)

    assert run(main()) == 1


def test_a_key_waits_in_the_outbox_once(shop):
    outbox = Outbox(shop[0])
    assert order(shop[0], outbox, "soup") == "order-soup"
    with pytest.raises(sqlite3.IntegrityError):
        order(shop[0], outbox, "soup")
    shop[0].execute("ROLLBACK")
    assert len(outbox) == 1


def test_a_message_without_a_key_gets_one(shop):
    outbox = Outbox(shop[0])
    shop[0].execute("BEGIN")
    assert outbox.add(b"soup") != outbox.add(b"soup")
    shop[0].execute("COMMIT")


class DiesBeforeTheDelete(Exception):
    pass


@pytest.mark.parametrize("queue_remembers", [True, False])
def test_a_relay_that_dies_between_put_and_delete_repeats_and_nothing_happens_twice(
    shop, queue_remembers, monkeypatch
):
    """The queue drops the second one while it remembers the key; afterwards the consumer's inbox does."""

    async def main():
        outbox, relay, queue = Outbox(shop[0]), Outbox(shop[1]), MemoryQueue()
        order(shop[0], outbox, "soup")
        real = queue._put

        async def dies_after(entries):
            await real(entries)
            raise DiesBeforeTheDelete

        monkeypatch.setattr(queue, "_put", dies_after)
        with pytest.raises(DiesBeforeTheDelete):
            await relay.relay(queue)
        monkeypatch.setattr(queue, "_put", real)
        assert len(relay) == 1
        if not queue_remembers:
            await asyncio.sleep(queue.capabilities.dedup_window + 1)
        assert await relay.relay(queue) == 1
        inbox, cooked = SqliteInbox(shop[0]), []
        got = await queue.get(10, timeout=0)
        for one in got:
            with inbox.once(one.key) as fresh:
                if fresh:
                    cooked.append(one.body)
        return len(got), cooked

    assert run(main()) == (1 if queue_remembers else 2, [b"soup"])


def test_what_the_queue_does_not_take_stays_in_the_outbox(shop):
    async def main():
        outbox, relay, queue = Outbox(shop[0]), Outbox(shop[1]), MemoryQueue()
        order(shop[0], outbox, "soup")
        await queue.close()
        with pytest.raises(QueueClosed):
            await relay.relay(queue)
        return len(relay)

    assert run(main()) == 1


def test_a_relay_never_commits_somebody_elses_half_done_change(shop):
    async def main():
        outbox, queue = Outbox(shop[0]), MemoryQueue()
        order(shop[0], outbox, "soup")
        shop[0].execute("BEGIN")
        shop[0].execute("INSERT INTO orders VALUES ('half done')")
        with pytest.raises(RuntimeError, match="connection of your own"):
            await outbox.relay(queue)
        shop[0].execute("ROLLBACK")
        assert await queue.get(timeout=0) == []

    run(main())
