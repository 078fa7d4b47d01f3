"""A cluster of three that loses its leader: one small run of each of benchmarks/cluster_runs.py.

The full ones: ``python benchmarks/cluster_runs.py --runs 10 --messages 10000``
"""

import asyncio
import os
from pathlib import Path

import pytest

from mqlearn.brokers import LocalNats

ORDERS = 2000
pytestmark = [
    pytest.mark.usefixtures("needs_server", "needs_client"),
    pytest.mark.skipif(os.name != "posix", reason="a process is paused by a signal of POSIX"),
]


@pytest.fixture
def runs(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[2] / "benchmarks"))
    return pytest.importorskip("cluster_runs", exc_type=ImportError)


def outcome_of(run):
    outcome = asyncio.run(run(ORDERS))
    assert outcome.struck, "nothing happened to the leader: this run proves nothing"
    return outcome


def test_what_was_confirmed_survives_the_leader_and_every_effect_happens_once(runs):
    outcome = outcome_of(runs.confirmed)
    assert (outcome.lost, outcome.stored_twice, outcome.errors) == (0, 0, 0)
    assert outcome.exactly_once


def test_what_nobody_confirmed_is_lost_and_the_producer_is_not_told(runs):
    outcome = outcome_of(runs.not_confirmed)
    assert outcome.lost > 0
    assert outcome.errors == 0
    assert not outcome.exactly_once


def test_what_is_put_again_without_a_key_is_there_twice(runs):
    outcome = outcome_of(runs.no_key)
    assert outcome.errors > 0, "no put had to be repeated: this run proves nothing"
    assert outcome.lost == 0
    assert outcome.stored_twice > 0


def test_what_is_put_again_with_its_key_is_there_once(runs):
    outcome = outcome_of(runs.with_key)
    assert outcome.errors > 0, "no put had to be repeated: this run proves nothing"
    assert (outcome.lost, outcome.stored_twice) == (0, 0)
    assert outcome.exactly_once


def test_who_waits_when_the_leader_dies_gets_what_the_next_one_has(needs_server):
    from mqlearn.brokers.nats import open_jetstream

    async def main():
        with LocalNats(3) as cluster:
            async with await open_jetstream(cluster.url("orders"), replicas=3, confirm=60) as queue:
                waiting = asyncio.create_task(queue.get())
                await asyncio.sleep(0.3)
                first = await asyncio.to_thread(cluster.leader, "orders")
                cluster.kill(first)
                await queue.put(b"soup")
                (soup,) = await waiting
                await soup.ack()
                assert soup.body == b"soup"
                assert await asyncio.to_thread(cluster.leader, "orders") != first

    asyncio.run(asyncio.wait_for(main(), 120))
