"""Every scenario, in every order, for both threaded queues; and every broken queue is caught by its scenario.

MQLEARN_THOROUGH=1 runs the large scenarios with 2 forced switches as well: some minutes.
"""

import os

import broken_threaded
import pytest
from thread_scenarios import LARGE, NOBODY_OVERTAKES, SCENARIOS

from mqlearn.queues import FastThreadedQueue, ThreadedQueue

THOROUGH = "MQLEARN_THOROUGH" in os.environ
KINDS = {kind.__name__: kind for kind in (ThreadedQueue, FastThreadedQueue)}
EVERY = {**SCENARIOS, "nobody overtakes": NOBODY_OVERTAKES}
BROKEN = [*broken_threaded.THREADED, *broken_threaded.FAST]


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_order_of_a_scenario_ends_well(kind, name):
    switches = 1 if name in LARGE[kind] and not THOROUGH else 2
    report = SCENARIOS[name].explore(KINDS[kind], switches, schedules=250_000)
    assert report.ok, str(report)
    assert report.complete


def test_no_putter_of_the_fast_queue_is_overtaken():
    report = NOBODY_OVERTAKES.explore(FastThreadedQueue, 2 if THOROUGH else 1, schedules=250_000)
    assert report.ok, str(report)
    assert report.complete


@pytest.mark.parametrize(
    "broken", BROKEN, ids=[f"{b.of.__name__}, which {b.name} -- caught by: {b.caught_by}" for b in BROKEN]
)
def test_a_broken_queue_is_caught_by_its_scenario(broken):
    report = EVERY[broken.caught_by].explore(broken.make())
    assert report.failure is not None, f"not found: {report}"
    assert report.failure.kind in ("error", "then", "deadlock")


def test_there_are_twenty_broken_queues_of_each_class():
    for table in (broken_threaded.THREADED, broken_threaded.FAST):
        assert len({broken.name for broken in table}) >= 20
