"""Every scenario with every start order and cancellation; and every broken `AsyncQueue` is caught by one."""

import pytest
from broken_async import ASYNC
from task_scenarios import SCENARIOS

from mqlearn.queues import AsyncQueue


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_order_and_every_cancellation_ends_well(name):
    report = SCENARIOS[name].explore(AsyncQueue)
    assert report.ok, str(report)
    assert report.complete


@pytest.mark.parametrize("broken", ASYNC, ids=[f"{b.name} -- caught by: {b.caught_by}" for b in ASYNC])
def test_a_broken_queue_is_caught_by_its_scenario(broken):
    report = SCENARIOS[broken.caught_by].explore(broken.make())
    assert report.failure is not None, f"not found: {report}"


def test_there_are_twenty_broken_queues():
    assert len({broken.name for broken in ASYNC}) >= 20
