"""The delivery contract on a real JetStream server, and what is JetStream's own.

tests/delivery runs the contract's own tests on this engine, too. Here are the
promises that need a server to die, to be full, or to be asked from aside.
"""

import asyncio
import subprocess
import sys
import uuid

import pytest

from mqlearn.brokers import LocalNats
from mqlearn.delivery import Backoff, EngineError, LeaseLost, NotConfirmed, QueueClosed, TooLarge

nats = pytest.importorskip("mqlearn.brokers.nats", reason="pip install 'mqlearn[cluster]'")
JetStreamManager = pytest.importorskip("nats.js.manager").JetStreamManager

LEASE = 1.0


def run(main):
    return asyncio.run(asyncio.wait_for(main, 120))


def bodies(deliveries):
    return [delivery.body for delivery in deliveries]


async def collect(queue, count):
    """Get and ack until there are so many; more come to light, too."""
    got = []
    while len(got) < count:
        some = await queue.get(count, timeout=20)
        assert some, f"{len(got)} of {count} messages came"
        await queue.ack_many(some)
        got += some
    return got


async def messages_in(queue):
    """How many the server has, leased or not: it can deliver no others."""
    return (await queue._client.jetstream(timeout=20).stream_info(queue._stream)).state.messages


@pytest.fixture
def opened(server):
    """Opens queues of one name that no other test uses."""
    name = f"orders-{uuid.uuid4().hex[:8]}"

    async def opened(**options):
        given = {"lease": LEASE, "attempts": 3, "backoff": Backoff(base=0.1, jitter=False)}
        return await nats.open_jetstream(server.url(name), **{**given, **options})

    return opened


# ------------------------------------------------------------------- the contract


def test_messages_come_in_order_and_what_was_acked_never_again(opened):
    async def main():
        async with await opened() as queue:
            ids = await queue.put_many([b"order %d" % number for number in range(50)])
            got = await collect(queue, 50)
            assert [one.id for one in got] == ids
            assert bodies(got) == [b"order %d" % number for number in range(50)]
            assert {one.attempt for one in got} == {1}
            assert await messages_in(queue) == 0

    run(main())


def test_what_is_not_acked_comes_again_and_the_late_ack_is_refused_by_our_own_clock(opened):
    async def main():
        async with await opened() as queue:
            await queue.put(b"soup")
            (slow,) = await queue.get(timeout=10)
            (other,) = await queue.get(timeout=LEASE + 10)
            assert (other.id, other.attempt) == (slow.id, 2)
            await asyncio.sleep(0.3)  # our clock begins a little after the server's: when the message is here
            with pytest.raises(LeaseLost, match="another worker may have it"):
                await slow.extend()
            with pytest.raises(LeaseLost, match="another worker may have it"):
                await slow.ack()
            assert await queue.get(timeout=0) == []
            await other.ack()

    run(main())


def test_a_late_ack_from_another_client_is_accepted_by_the_server(opened):
    """That is what `fencing=False` means: the worker who has the message is not asked."""

    async def main():
        async with await opened() as queue:
            assert queue.capabilities.fencing is False
            await queue.put(b"soup")
            (slow,) = await queue.get(timeout=10)
            (other,) = await queue.get(timeout=LEASE + 10)
            await slow._receipt.message.ack_sync()
            assert await messages_in(queue) == 0, f"the message of the other worker is there: {other}"

    run(main())


def test_a_lease_that_is_extended_holds_and_never_longer_than_the_queues(opened):
    async def main():
        async with await opened() as queue:
            await queue.put(b"a long job")
            (job,) = await queue.get(timeout=10)
            for _ in range(3):
                await asyncio.sleep(0.6 * LEASE)
                await job.extend()
                assert await queue.get(timeout=0) == []
            with pytest.raises(ValueError, match="Extend more often"):
                await job.extend(10 * LEASE)
            await job.ack()

    run(main())


def test_a_nack_waits_its_delay(opened):
    async def main():
        async with await opened(lease=30) as queue:
            await queue.put(b"soup")
            (soup,) = await queue.get(timeout=10)
            await soup.nack(1)
            assert await queue.get(timeout=0) == []
            (soup,) = await queue.get(timeout=20)
            await soup.nack(0)
            (soup,) = await queue.get(timeout=20)
            assert soup.attempt == 3
            await soup.ack()

    run(main())


def test_what_kills_its_workers_goes_to_the_dead_letters(opened):
    async def main():
        async with await opened(lease=0.5) as queue:
            await queue.put(b"poison", key="order-13", headers={"table": "siete"})
            for attempt in (1, 2, 3):
                (got,) = await queue.get(timeout=10)
                assert got.attempt == attempt
            assert await queue.get(timeout=1.5) == []
            dead = await queue.dead_letters()
            (letter,) = await dead.get(timeout=10)
            assert letter.body == b"poison"
            assert letter.headers["table"] == "siete"
            assert letter.headers["dead-key"] == "order-13"
            await letter.ack()

    run(main())


def test_a_key_is_added_once_for_as_long_as_the_capabilities_say(opened):
    async def main():
        async with await opened() as queue:
            first = await queue.put(b"soup", key="order-7")
            assert await queue.put(b"soup", key="order-7") == first
            (soup,) = await queue.get(timeout=10)
            assert (soup.id, soup.key) == (first, "order-7")
            await soup.ack()
            assert await queue.put(b"soup", key="order-7") == first
            assert await messages_in(queue) == 0
            config = (await queue._client.jetstream().stream_info(queue._stream)).config
            assert config.duplicate_window == queue.capabilities.dedup_window

    run(main())


def test_a_delayed_message_comes_when_it_is_due_with_its_id_its_key_and_its_headers(opened):
    async def main():
        async with await opened() as queue:
            late = await queue.put(b"late", key="order 8", delay=1.5, headers={"table": "siete"})
            assert await queue.put(b"late", key="order 8", delay=1.5) == late
            soon = await queue.put(b"soon", delay=0.7)
            await queue.put(b"now")
            got = await collect(queue, 3)
            assert bodies(got) == [b"now", b"soon", b"late"]
            assert [one.id for one in got[1:]] == [soon, late]
            assert (got[2].key, dict(got[2].headers)) == ("order 8", {"table": "siete"})
            assert await messages_in(queue) == 0

    run(main())


def test_a_batch_does_not_wait_to_be_full(opened):
    async def main():
        async with await opened(lease=60) as queue:
            await queue.put_many([b"soup", b"salad", b"bread"])
            first = await queue.get(2, timeout=30)
            assert bodies(first) == [b"soup", b"salad"]
            assert bodies(await queue.get(100, timeout=1e6)) == [b"bread"]

    run(main())


def test_a_batch_of_large_messages_is_handed_over_in_parts_and_none_is_lost(opened):
    """All at once, they would be more than the server keeps for a client that is slow to take them."""

    async def main():
        async with await opened(lease=60, attempts=1) as queue:
            await queue.put_many([b"%3d" % number + b"x" * 900_000 for number in range(150)])
            return [one.body[:3] for one in await collect(queue, 150)]

    assert run(main()) == [b"%3d" % number for number in range(150)]


def test_two_consumers_share_the_work_and_get_nothing_twice(opened):
    async def main():
        anna, ben = await opened(lease=60), await opened(lease=60)
        async with anna, ben:
            await anna.put_many([b"order %d" % number for number in range(40)])
            done = {anna: [], ben: []}

            async def work(queue):
                while got := await queue.get(2, timeout=1):
                    done[queue] += bodies(got)
                    await queue.ack_many(got)

            await asyncio.gather(work(anna), work(ben))
            assert sorted(done[anna] + done[ben]) == sorted(b"order %d" % number for number in range(40))
            assert done[anna]
            assert done[ben]

    run(main())


def test_who_waits_when_the_queue_is_closed_is_told(opened):
    async def main():
        queue = await opened()
        cooks = [asyncio.create_task(queue.get()) for _ in range(3)]
        await asyncio.sleep(0.3)
        await queue.close()
        told = await asyncio.gather(*cooks, return_exceptions=True)
        assert [type(one) for one in told] == [QueueClosed] * 3
        with pytest.raises(QueueClosed):
            await queue.put(b"soup")

    run(main())


def test_a_put_that_may_not_wait_is_no_reason_to_open_in_haste(server, monkeypatch):
    """`confirm` is for puts and acks; to reach a server and make the queue has a limit of its own."""
    connect, asked = nats.Client.connect, []

    async def slowly(client, *servers, **options):
        asked.append("connect")
        await asyncio.sleep(0.3)
        await connect(client, *servers, **options)

    def no_leader_at_first(make):
        async def made(js, *what, **options):
            asked.append(make.__name__)
            if asked.count(make.__name__) < 4:
                raise TimeoutError
            return await make(js, *what, **options)

        return made

    monkeypatch.setattr(nats.Client, "connect", slowly)
    for make in (JetStreamManager.add_stream, JetStreamManager.add_consumer):
        monkeypatch.setattr(JetStreamManager, make.__name__, no_leader_at_first(make))

    async def main():
        url = server.url(f"hasty-{uuid.uuid4().hex[:8]}")
        async with await nats.open_jetstream(url, confirm=0.01) as queue:
            assert asked == ["connect", *["add_stream"] * 4, *["add_consumer"] * 4]
            dead = await queue.dead_letters()
            assert (dead._connect, dead._confirm) == (15, 0.01)

    run(main())


def test_who_is_cancelled_while_opening_leaves_no_connection_behind(server):
    async def main():
        for steps in range(40):
            before = asyncio.all_tasks()
            opening = asyncio.create_task(nats.open_jetstream(server.url("cancelled")))
            for _ in range(steps):
                await asyncio.sleep(0.0005 * (steps > 5))
            opening.cancel()
            (told,) = await asyncio.gather(opening, return_exceptions=True)
            if isinstance(told, nats.JetStreamQueue):
                await told.close()
            else:
                assert isinstance(told, asyncio.CancelledError)
            if left := asyncio.all_tasks() - before:
                await asyncio.wait(left, timeout=20)
            assert not asyncio.all_tasks() - before

    run(main())


# ------------------------------------------------------------------ what is JetStream's own


def test_what_comes_for_a_cancelled_get_is_for_the_next_get(opened):
    async def main():
        async with await opened(lease=60) as queue:
            waiting = asyncio.create_task(queue.get())
            await asyncio.sleep(0.3)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            await queue.put(b"soup")
            (soup,) = await queue.get(timeout=20)
            assert soup.attempt == 1

    run(main())


def test_what_comes_for_a_cancelled_get_is_given_back_when_the_queue_closes(opened):
    async def main():
        anna, ben = await opened(lease=1000), await opened(lease=1000)
        async with anna, ben:
            waiting = asyncio.create_task(anna.get())
            await asyncio.sleep(0.3)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            await ben.put(b"soup")
            for _ in range(100):
                if anna._arrived:
                    break
                await asyncio.sleep(0.02)
            assert anna._arrived, "the server gave it to the request of the cancelled get"
            await anna.close()
            (soup,) = await ben.get(timeout=20)
            assert soup.attempt == 2

    run(main())


def test_a_message_that_is_too_large_is_refused_before_it_costs_the_connection(opened):
    async def main():
        async with await opened() as queue:
            with pytest.raises(TooLarge, match="Store the data somewhere"):
                await queue.put(b"x" * 20_000_000)
            with pytest.raises(TooLarge, match="with its headers"):
                await queue.put(b"x" * 999_999, headers={"note": "y" * 60_000})
            await queue.put(b"x" * 1_000_000)
            (got,) = await queue.get(timeout=10)
            assert len(got.body) == 1_000_000

    run(main())


def test_keys_and_headers_are_any_text(opened):
    async def main():
        async with await opened() as queue:
            keys = ["order 7", " order 7", "order 7\n", "%put-7", "注文", "a%20b", "a b"]
            headers = {"naïve name: 100%": " two lines\r\nof text ", "empty": "", "Case": "a", "case": "b"}
            for key in keys:
                await queue.put(b"soup", key=key, headers=headers)
            got = await collect(queue, len(keys))
            assert [one.key for one in got] == keys
            assert all(dict(one.headers) == headers for one in got)
            with pytest.raises(ValueError, match="not yours"):
                await queue.put(b"soup", headers={"nats-Msg-Id": "7"})

    run(main())


def test_a_message_that_another_program_has_put_is_delivered(opened):
    async def main():
        async with await opened() as queue:
            await queue._client.jetstream().publish(f"{queue.name}.ready", b"soup")
            (got,) = await queue.get(timeout=10)
            assert (got.body, got.key, dict(got.headers)) == (b"soup", None, {})
            await got.ack()

    run(main())


def test_a_queue_that_was_made_anew_buries_its_own(opened):
    """It has the name and the ids of the one that was deleted, and other messages."""

    async def main():
        for body in (b"poison", b"another poison"):
            async with await opened(attempts=1) as queue:
                assert await queue.put(body) == "1"
                (got,) = await queue.get(timeout=20)
                await got.nack(0)
                assert await queue.get(timeout=0.3) == []
                await queue._client.jetstream(timeout=20).delete_stream(queue._stream)
        async with await opened() as queue:
            return bodies(await (await queue.dead_letters()).get(5, timeout=20))

    assert run(main()) == [b"poison", b"another poison"]


def test_who_waits_on_a_queue_that_is_deleted_on_the_server_is_told(opened):
    async def main():
        async with await opened() as queue:
            waiting = asyncio.create_task(queue.get())
            await asyncio.sleep(0.3)
            await queue._client.jetstream().delete_stream(queue._stream)
            with pytest.raises(QueueClosed, match="deleted"):
                await waiting

    run(main())


def test_a_queue_that_cannot_be_opened_says_why(server):
    async def main():
        for url in ("nats://127.0.0.1:4222", "http://127.0.0.1/orders", "orders"):
            with pytest.raises(ValueError, match="nats://host:port/orders"):
                await nats.open_jetstream(url)
        with pytest.raises(ValueError, match="letters, digits"):
            await nats.open_jetstream(server.url("my orders"))
        with pytest.raises(EngineError, match="mqlearn cluster up"):
            await nats.open_jetstream("nats://127.0.0.1:1/orders", connect=0.5)
        with pytest.raises(EngineError, match="3 node"):
            await nats.open_jetstream(server.url("thrice"), replicas=3)
        async with await nats.open_jetstream(server.url("theirs")) as queue:
            js = queue._client.jetstream()
            await js.delete_stream("theirs")
            await js.add_stream(name="theirs", subjects=["something.else"])
            with pytest.raises(ValueError, match="other settings"):
                await nats.open_jetstream(server.url("theirs"))

    run(main())


def test_without_the_client_the_error_says_what_to_install(tmp_path):
    code = "import sys; sys.modules['nats'] = None; import mqlearn.brokers; import mqlearn.brokers.nats"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert "ModuleNotFoundError" in done.stderr
    assert "pip install 'mqlearn[cluster]'" in done.stderr


# --------------------------------------------------------------- when the server dies


@pytest.fixture
def mortal(needs_server, needs_client):
    with LocalNats() as server:
        yield server


def test_a_put_survives_a_server_that_dies_in_the_middle_and_comes_back(mortal):
    """Without keys, even: what is sent again has the same id, and is stored once."""

    async def main():
        async with await nats.open_jetstream(mortal.url("orders"), confirm=60, lease=60) as queue:
            put = [0]

            async def produce(first):
                for number in range(first, 2000, 10):
                    await queue.put(b"order %d" % number)
                    put[0] += 1

            producing = asyncio.gather(*(produce(first) for first in range(10)))
            while put[0] < 500:
                await asyncio.sleep(0.005)
            mortal.kill("n1")
            await asyncio.sleep(0.3)
            before = put[0]
            assert before < 2000, "the server died after all was put: nothing was tested"
            await asyncio.to_thread(mortal.restart, "n1")
            await producing
            got = await collect(queue, 2000)
            assert sorted(bodies(got)) == sorted(b"order %d" % number for number in range(2000))
            assert await messages_in(queue) == 0

    run(main())


def test_a_put_that_nobody_confirms_says_what_to_do(mortal):
    async def main():
        async with await nats.open_jetstream(mortal.url("orders"), confirm=1) as queue:
            mortal.kill("n1")
            with pytest.raises(NotConfirmed, match="same keys"):
                await queue.put(b"soup", key="order-7")
            await asyncio.to_thread(mortal.restart, "n1")
            for _ in range(30):  # the client needs a moment to come back
                try:
                    await queue.put(b"soup", key="order-7")
                    break
                except NotConfirmed:
                    pass
            assert bodies(await queue.get(10, timeout=10)) == [b"soup"]

    run(main())


def test_a_put_to_a_server_that_stands_still_is_not_confirmed(mortal):
    async def main():
        async with await nats.open_jetstream(mortal.url("orders"), confirm=1) as queue:
            mortal.pause("n1")
            with pytest.raises(NotConfirmed):
                await queue.put(b"soup", key="order-7")
            mortal.resume("n1")
            await queue.put(b"soup", key="order-7")
            assert bodies(await collect(queue, 1)) == [b"soup"]
            assert await messages_in(queue) == 0

    run(main())


def test_what_was_leased_when_the_server_died_comes_again(mortal):
    """`attempt` may say 1 again: that is why the capabilities do not promise it."""

    async def main():
        async with await nats.open_jetstream(mortal.url("orders"), lease=1) as queue:
            assert queue.capabilities.durable_attempts is False
            await queue.put(b"soup")
            await queue.get(timeout=10)
            mortal.kill("n1")
            await asyncio.to_thread(mortal.restart, "n1")
            (soup,) = await queue.get(timeout=30)
            assert soup.body == b"soup"
            assert soup.attempt in (1, 2)
            await soup.ack()

    run(main())


def test_who_waits_when_the_server_dies_gets_what_is_put_after_it_came_back(mortal):
    async def main():
        async with await nats.open_jetstream(mortal.url("orders"), confirm=60) as queue:
            waiting = asyncio.create_task(queue.get())
            await asyncio.sleep(0.3)
            mortal.kill("n1")
            await asyncio.to_thread(mortal.restart, "n1")
            await queue.put(b"soup")
            assert bodies(await waiting) == [b"soup"]

    run(main())


def test_an_ack_that_is_lost_is_noticed_and_can_be_said_again(mortal):
    """The server was told to stop, and has written down who has what."""

    async def main():
        async with await nats.open_jetstream(mortal.url("orders"), confirm=1, lease=600) as queue:
            await queue.put(b"soup")
            (soup,) = await queue.get(timeout=10)
            mortal._end(mortal.nodes["n1"], kindly=True)
            with pytest.raises(NotConfirmed, match="it may count"):
                await soup.ack()
            await asyncio.to_thread(mortal.restart, "n1")
            for _ in range(30):  # the client needs a moment to come back
                try:
                    await soup.ack()
                    break
                except NotConfirmed:
                    pass
            assert await messages_in(queue) == 0
            assert await queue.get(timeout=0) == []

    run(main())


def test_a_lease_that_the_server_has_forgotten_leads_to_a_redelivery_and_never_to_a_loss(mortal):
    """A server writes its leases down a moment late, and may be killed before: here it always is."""

    async def main():
        async with await nats.open_jetstream(mortal.url("orders"), confirm=1, lease=600) as queue:
            await queue.put_many([b"soup", b"salad"])
            (soup,) = await queue.get(timeout=10)
            mortal.kill("n1")
            (leases,) = mortal.nodes["n1"].folder.glob(f"jetstream/*/streams/*/obs/{nats.WORKERS}/o.dat")
            leases.unlink()
            await asyncio.to_thread(mortal.restart, "n1")
            with pytest.raises(NotConfirmed, match="it may count"):
                await soup.ack()
            assert await messages_in(queue) == 2
            again = await collect(queue, 2)  # at once, and not when the lease would have run out
            assert [(one.id, one.body, one.attempt) for one in again] == [
                (soup.id, b"soup", 1),
                ("2", b"salad", 1),
            ]
            assert await messages_in(queue) == 0

    run(main())


def test_a_queue_can_be_closed_whatever_its_server_does(mortal):
    async def main():
        for hurt in ("kill", "pause"):
            queue = await nats.open_jetstream(mortal.url("orders"), confirm=5)
            await queue.put(b"soup")
            getattr(mortal, hurt)("n1")
            putting = asyncio.create_task(queue.put_many([b"x" * 100_000] * 10))
            await asyncio.sleep(0)
            await asyncio.wait_for(queue.close(), 30)
            assert isinstance((await asyncio.gather(putting, return_exceptions=True))[0], QueueClosed)
            await asyncio.to_thread(mortal.restart, "n1")

    run(main())
