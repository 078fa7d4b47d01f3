"""A station by arithmetic agrees with the theory, and with a program on the same draws."""

import asyncio
import math
import random
from asyncio import QueueFull
from collections import Counter

import pytest

from mqlearn import AsyncQueue
from mqlearn.simulation import run
from mqlearn.simulation.stations import (
    Visit,
    chance_to_wait,
    mean_number,
    spread_of_mean_number,
    visits,
    waits,
)

SEED = 7
"""The seed of the lesson."""
MILLION = 1_000_000
UTILIZATIONS = (0.5, 0.8, 0.95)


def draws(seed, count, utilization=1.0):
    rng = random.Random(seed)
    gaps = [rng.expovariate(1.0) / utilization for _ in range(count)]
    return gaps, [rng.expovariate(1.0) for _ in range(count)]


def program(gaps, services, *, servers=1, bound=None, policy="block", patience=None):
    """The same station, played step by step: a producer, a queue, and workers."""
    made, put_at, out = {}, {}, {}

    async def worker(queue):
        now = asyncio.get_running_loop().time
        while True:
            number = await queue.get()
            begun = now()
            await asyncio.sleep(0)  # a producer that waited for room is told now
            put = put_at[number]
            if patience is not None and begun - made[number] > patience:
                out[number] = Visit(made[number], put, None, begun, "too late")
                continue
            await asyncio.sleep(services[number])
            out[number] = Visit(made[number], put, begun, now(), "served")

    async def main():
        now = asyncio.get_running_loop().time
        queue = AsyncQueue(bound or 0)
        workers = [asyncio.create_task(worker(queue)) for _ in range(servers)]
        for number, gap in enumerate(gaps):
            await asyncio.sleep(gap)
            made[number] = now()
            if policy == "block":
                await queue.put(number)
                put_at[number] = now()
                continue
            if policy == "drop oldest" and queue.full():
                oldest = queue.get_nowait()
                out[oldest] = Visit(made[oldest], put_at[oldest], None, now(), "dropped")
            try:
                queue.put_nowait(number)
                put_at[number] = now()
            except QueueFull:
                fate = "rejected" if policy == "reject" else "dropped"
                out[number] = Visit(made[number], now(), None, now(), fate)
        while len(out) < len(gaps):
            await asyncio.sleep(1.0)
        for one in workers:
            one.cancel()

    run(main())
    return [out[number] for number in range(len(gaps))]


@pytest.mark.parametrize("servers", [1, 2, 5])
def test_the_waiting_times_are_those_of_the_program_to_the_last_digit(servers):
    gaps, services = draws(3, 2_000, 0.9 * servers)
    played = program(gaps, services, servers=servers)
    assert waits(gaps, services, servers) == [visit.begun - visit.made for visit in played]
    assert visits(gaps, services, servers=servers) == played


@pytest.mark.parametrize("policy", ["block", "reject", "drop newest", "drop oldest"])
@pytest.mark.parametrize("servers", [1, 3])
@pytest.mark.parametrize("patience", [None, 1.5])
def test_every_policy_does_to_each_message_what_the_program_does(policy, servers, patience):
    gaps, services = draws(5, 1_000, 1.3 * servers)
    options = {"servers": servers, "bound": 3, "policy": policy, "patience": patience}
    arithmetic = visits(gaps, services, **options)
    assert arithmetic == program(gaps, services, **options)
    fates = Counter(visit.fate for visit in arithmetic)
    lost = {"block": None, "reject": "rejected"}.get(policy, "dropped")
    assert set(fates) == {"served", lost, "too late" if patience else None} - {None}, "it must come to that"


def test_nothing_goes_missing_and_the_bound_holds():
    gaps, services = draws(1, 3_000, 1.5)
    for policy in ("block", "reject", "drop newest", "drop oldest"):
        done = visits(gaps, services, bound=4, policy=policy)
        assert len(done) == 3_000
        for moment in (visit.put for visit in done):
            begun_or_left = [v.left if v.begun is None else v.begun for v in done]
            waiting = sum(v.put <= moment < end for v, end in zip(done, begun_or_left, strict=True))
            assert waiting <= 4
            if moment > 400:
                break


def test_a_server_that_is_free_at_the_moment_of_an_arrival_counts_as_free():
    assert waits([1, 1, 1], [1, 1, 1]) == [0, 0, 0]
    assert [v.fate for v in visits([1, 1, 1], [1, 1, 1], bound=1, policy="reject")] == ["served"] * 3


BLOCKED = [(1, 1, 1), (2, 2, 4), (3, 4, 7), (5, 7, 10), (8, 10, 13)]


def test_by_hand():
    """One server, 3 seconds each; a message every second; room for one."""
    gaps, services = [1] * 5, [3] * 5
    assert waits(gaps, services) == [0, 2, 4, 6, 8]
    oldest = visits(gaps, services, bound=1, policy="drop oldest")
    assert [(v.begun, v.fate) for v in oldest] == [
        (1, "served"),
        (None, "dropped"),
        (4, "served"),
        (None, "dropped"),
        (7, "served"),
    ]
    blocked = visits(gaps, services, bound=1, policy="block")
    assert [(v.made, v.put, v.begun) for v in blocked] == [
        (1, 1, 1),
        (2, 2, 4),
        (3, 4, 7),
        (5, 7, 10),
        (8, 10, 13),
    ]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"servers": 0}, "1 server or more; got 0"),
        ({"bound": 0}, "bound is 1 or more"),
        ({"policy": "drop"}, "policy is one of 'block', 'reject'"),
    ],
)
def test_a_station_that_makes_no_sense_is_refused(options, says):
    with pytest.raises(ValueError, match=says):
        visits([1.0], [1.0], **options)


# ------------------------------------------------------------------ the theory


def test_erlangs_formula_has_its_known_values():
    for utilization in (0.1, 0.5, 0.99):
        assert chance_to_wait(utilization) == pytest.approx(utilization)  # one server: as often as it is busy
        assert mean_number(utilization) == pytest.approx(utilization / (1 - utilization))
    assert chance_to_wait(0.5, 2) == pytest.approx(1 / 3)
    a, c = 8.0, 10  # the sum, as it stands in textbooks
    top = a**c / math.factorial(c) / (1 - a / c)
    expected = top / (sum(a**k / math.factorial(k) for k in range(c)) + top)
    assert chance_to_wait(0.8, 10) == pytest.approx(expected)
    assert chance_to_wait(0.0, 3) == mean_number(0.0, 3) == 0
    for nonsense in (1.0, -0.1):
        with pytest.raises(ValueError, match="below 1"):
            chance_to_wait(nonsense)
    with pytest.raises(ValueError, match="1 server or more"):
        mean_number(0.5, 0)


def mean_number_measured(gaps, services):
    """The time average from the first moment to the last: every message counts for as long as it is there."""
    line = waits(gaps, services)
    last = math.fsum(gaps) + line[-1] + services[-1]
    return (math.fsum(line) + math.fsum(services)) / last


def errors(seed, count):
    """By what share the measured mean number is off, at each utilization, with the same draws for all."""
    gaps, services = draws(seed, count)
    return {
        rho: mean_number_measured([gap / rho for gap in gaps], services) / mean_number(rho) - 1
        for rho in UTILIZATIONS
    }


def test_with_the_seed_of_the_lesson_a_million_messages_come_within_three_percent():
    for rho, error in errors(SEED, MILLION).items():
        assert abs(error) < 0.03, rho


def test_with_other_seeds_the_errors_are_as_large_as_the_theory_says_and_no_larger():
    """Within 3 standard errors each; and all together between half and one and a half of one."""
    deviations = []
    for seed in range(100, 108):
        for rho, error in errors(seed, MILLION).items():
            spreads = error / spread_of_mean_number(rho, MILLION)
            assert abs(spreads) < 3, (seed, rho)
            deviations.append(spreads)
    assert 0.5 < math.sqrt(math.fsum(d * d for d in deviations) / len(deviations)) < 1.5


def test_several_servers_wait_as_long_as_erlang_says():
    for servers, rho in ((2, 0.8), (8, 0.9)):
        gaps, services = draws(11, 200_000, rho * servers)
        line = waits(gaps, services, servers)
        number = math.fsum(line) / math.fsum(gaps) + rho * servers
        assert number == pytest.approx(mean_number(rho, servers), rel=0.05)
        assert sum(w > 0 for w in line) / len(line) == pytest.approx(chance_to_wait(rho, servers), rel=0.03)
