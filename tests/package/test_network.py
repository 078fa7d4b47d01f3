"""The network of the simulation: what it promises about delay, loss, order and crashes."""

import asyncio
from collections import Counter

import pytest

from mqlearn.pictures import timeline
from mqlearn.simulation import Network, run


def play(*, orders=40, between=0.01, during=None, **options):
    """A shop sends numbered orders to a kitchen; returns the network when everything has arrived."""

    async def main():
        network = Network(**options)
        network.node("shop")
        network.node("kitchen")

        async def cook():
            while True:
                await network.receive("kitchen")

        network.run("kitchen", cook())
        for number in range(orders):
            network.send("shop", "kitchen", number)
            await asyncio.sleep(between)
            if during is not None:
                await during(network, number, cook)
        await asyncio.sleep(10)
        return network

    return run(main())


def received(network):
    return [int(event.message) for event in network.trace.of(who="kitchen", what="receive")]


def time_under_way(network):
    sent = {event.message: event.at for event in network.trace.of(what="send")}
    return {int(event.message): event.at - sent[event.message] for event in network.trace.of(what="receive")}


def test_every_message_arrives_once_and_within_the_delay():
    network = play(seed=1, delay=(0.2, 0.5))
    assert sorted(received(network)) == list(range(40))
    assert all(0.2 <= seconds <= 0.5 + 1e-9 for seconds in time_under_way(network).values())


def test_the_same_seed_gives_the_same_history_and_another_seed_another_one():
    first, again, other = (play(seed=seed, loss=0.2, duplicate=0.2) for seed in (3, 3, 4))
    assert str(first.trace) == str(again.trace) != str(other.trace)


def test_messages_overtake_each_other_unless_fifo():
    assert received(play(delay=(0.0, 1.0))) != list(range(40))
    assert received(play(delay=(0.0, 1.0), fifo=True)) == list(range(40))


def test_fifo_holds_also_for_the_copies():
    order = received(play(delay=(0.0, 1.0), fifo=True, duplicate=0.5))
    assert order == sorted(order)
    assert len(order) > 40


@pytest.mark.parametrize("fifo", [False, True])
def test_changing_the_loss_keeps_the_delays(fifo):
    without, some = (
        time_under_way(play(seed=5, delay=(0.0, 1.0), loss=loss, fifo=fifo)) for loss in (0.0, 0.3)
    )
    assert 0 < len(some) < len(without)
    assert some.items() <= without.items()


def test_more_loss_loses_more_and_what_arrived_with_more_loss_arrives_with_less():
    little, much = (set(received(play(seed=5, loss=loss))) for loss in (0.1, 0.5))
    assert much < little


def test_changing_the_duplicates_keeps_the_loss():
    once, twice = (play(seed=5, loss=0.3, duplicate=duplicate) for duplicate in (0.0, 1.0))
    assert Counter(received(twice)) == dict.fromkeys(received(once), 2)


def test_loss_one_loses_everything_and_says_so():
    network = play(orders=5, loss=1)
    assert received(network) == []
    assert [event.note for event in network.trace.of(who="kitchen", what="lost")] == ["by chance"] * 5


def test_a_partition_cuts_both_directions_until_it_is_healed():
    async def main():
        network = Network(delay=(1, 1))
        for name in ("shop", "kitchen", "bar"):
            network.node(name)
        network.partition("shop", ["kitchen"])
        network.send("shop", "kitchen", "soup")
        network.send("kitchen", "shop", "bill")
        network.send("bar", "kitchen", "tea")
        await asyncio.sleep(0.5)
        network.heal()
        network.send("shop", "kitchen", "bread")
        await asyncio.sleep(5)
        return network.trace

    trace = run(main())
    assert {event.message for event in trace.of(what="lost")} == {"soup", "bill"}
    assert trace.first(what="partition").note == "shop | kitchen"


def test_a_partition_also_stops_what_is_under_way():
    async def cut(network, number, cook):
        if number == 0:
            network.partition("shop", "kitchen")

    assert received(play(orders=1, delay=(1, 1), during=cut)) == []


def test_a_crash_loses_what_is_under_way_even_if_the_node_is_up_again_by_then():
    async def crash(network, number, cook):
        if number == 1:
            network.crash("kitchen")
            network.restart("kitchen")
            network.run("kitchen", cook())

    assert received(play(orders=4, delay=(1, 1), during=crash)) == [2, 3]


def test_a_crash_empties_the_inbox_and_says_what_was_in_it():
    async def main():
        network = Network(delay=(0, 0))
        network.node("shop")
        network.node("kitchen")
        network.send("shop", "kitchen", "soup")
        await asyncio.sleep(1)
        network.crash("kitchen")
        network.restart("kitchen")
        network.send("shop", "kitchen", "bread")
        return await network.receive("kitchen"), network.trace

    message, trace = run(main())
    assert message == ("shop", "bread")
    assert trace.first(what="lost", message="soup").note == "kitchen crashed"


def test_a_crash_cancels_the_tasks_of_the_node_and_what_they_send_then_is_lost():
    async def main():
        network = Network()
        network.node("shop")
        network.node("kitchen")

        async def cook():
            try:
                await asyncio.sleep(1_000)
            finally:
                network.send("kitchen", "shop", "goodbye")

        mine = network.run("kitchen", cook())
        other = network.run("shop", asyncio.sleep(5))
        await asyncio.sleep(1)
        network.crash("kitchen")
        network.crash("kitchen")
        await asyncio.sleep(2)
        assert mine.cancelled()
        assert not other.done()
        with pytest.raises(RuntimeError, match=r"'kitchen' is down .* restart\('kitchen'\)"):
            network.run("kitchen", cook())
        network.restart("kitchen")
        assert not network.run("kitchen", cook()).done()
        return network.trace

    trace = run(main())
    assert trace.first(what="lost", message="goodbye").note == "kitchen is down"
    assert [event.what for event in trace.of(who="kitchen") if event.what in ("down", "up")] == ["down", "up"]


def test_what_a_node_sent_before_its_crash_still_arrives():
    async def main():
        network = Network(delay=(1, 1))
        network.node("shop")
        network.node("kitchen")
        network.send("kitchen", "shop", "bill")
        network.crash("kitchen")
        return await network.receive("shop")

    assert run(main()) == ("kitchen", "bill")


@pytest.mark.parametrize("rounds", range(4))
def test_a_cancelled_receive_takes_no_message(rounds):
    async def main():
        network = Network(delay=(1, 1))
        network.node("shop")
        network.node("kitchen")
        loop = asyncio.get_running_loop()
        waiting = asyncio.create_task(network.receive("kitchen"))
        network.send("shop", "kitchen", "soup")

        def cancel(rounds):
            if rounds:
                loop.call_soon(cancel, rounds - 1)
            else:
                waiting.cancel()

        loop.call_later(1, cancel, rounds)  # when the soup has just arrived, and so many rounds later
        await asyncio.wait([waiting])
        return await network.receive("kitchen") if waiting.cancelled() else waiting.result()

    assert run(main()) == ("shop", "soup")


def test_a_timeline_of_the_trace_draws_itself():
    async def crash(network, number, cook):
        if number == 3:
            network.crash("kitchen")

    network = play(orders=6, seed=2, loss=0.3, duplicate=0.3, during=crash)
    picture = timeline(network.trace)
    assert picture.lanes == ("shop", "kitchen")
    assert picture._repr_svg_().startswith("<svg")
    assert "lost" in str(picture)


def test_an_unknown_node_is_refused_with_words_that_help():
    network = Network()
    with pytest.raises(ValueError, match=r"node\('bar'\).*there are none yet"):
        network.crash("bar")
    network.node("shop")
    for call in (
        lambda: network.send("shop", "bar", "tea"),
        lambda: network.send("bar", "shop", "tea"),
        lambda: network.partition("shop", ["bar"]),
        lambda: network.restart("bar"),
        lambda: network.run("bar", asyncio.sleep(1)),
        lambda: run(network.receive("bar")),
    ):
        with pytest.raises(ValueError, match=r"no node 'bar'.*node\('bar'\).*'shop'"):
            call()


def test_senseless_options_are_refused_with_words_that_help():
    with pytest.raises(ValueError, match=r"loss=1\.5 is no probability.*from 0 \(never\) to 1"):
        Network(loss=1.5)
    with pytest.raises(ValueError, match=r"duplicate=-0\.1"):
        Network(duplicate=-0.1)
    with pytest.raises(ValueError, match=r"delay=\(2, 1\).*\(shortest, longest\)"):
        Network(delay=(2, 1))
    network = Network()
    network.node("shop")
    with pytest.raises(ValueError, match="'shop' already"):
        network.node("shop")
    with pytest.raises(ValueError, match="'shop' is on both sides"):
        network.partition("shop", ["shop"])
