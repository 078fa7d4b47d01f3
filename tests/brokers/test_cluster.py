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


@pytest.fixture(scope="module")
def outcomes(needs_server, needs_client):
    """One run of each kind, side by side: most of their time is spent waiting for a leader."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).resolve().parents[2] / "benchmarks"))
        runs = pytest.importorskip("cluster_runs", exc_type=ImportError)
        patch.setattr(runs, "LEASE", 2.0)  # each run waits at its end until every lease has run out

        async def main():
            return await asyncio.gather(*(run(ORDERS) for run in runs.WAYS.values()))

        outcomes = dict(zip(runs.WAYS, asyncio.run(main()), strict=True))
    for way, outcome in outcomes.items():
        assert outcome.struck, f"nothing happened to the leader: the run {way!r} proves nothing"
    return outcomes


def test_what_was_confirmed_survives_the_leader_and_every_effect_happens_once(outcomes):
    outcome = outcomes["confirmed"]
    assert (outcome.lost, outcome.stored_twice, outcome.errors) == (0, 0, 0)
    assert outcome.exactly_once


def test_what_nobody_confirmed_is_lost_and_the_producer_is_not_told(outcomes):
    outcome = outcomes["not confirmed"]
    assert outcome.lost > 0
    assert outcome.errors == 0
    assert not outcome.exactly_once


def test_what_is_put_again_without_a_key_is_there_twice(outcomes):
    outcome = outcomes["no key"]
    assert outcome.errors > 0, "no put had to be repeated: this run proves nothing"
    assert outcome.lost == 0
    assert outcome.stored_twice > 0


def test_what_is_put_again_with_its_key_is_there_once(outcomes):
    outcome = outcomes["key"]
    assert outcome.errors > 0, "no put had to be repeated: this run proves nothing"
    assert (outcome.lost, outcome.stored_twice) == (0, 0)
    assert outcome.exactly_once


def test_who_waits_when_the_leader_dies_gets_what_the_next_one_has(needs_server):
    from mqlearn.brokers.nats import open_jetstream

    async def main():
        with LocalNats(3) as cluster:
            async with await open_jetstream(
                cluster.url("orders"), replicas=3, connect=60, confirm=60
            ) as queue:
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
