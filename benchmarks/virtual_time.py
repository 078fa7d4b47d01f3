"""How fast is virtual time? An M/M/1 queue of 10**6 events, against SimPy.

    pip install -e '.[bench]'
    python benchmarks/virtual_time.py

The same model twice: customers arrive at random, wait in line, and one clerk
serves them, busy four fifths of the time. A customer is four events in both:
arrives, enters the line, is taken from the line, is served. Both sides draw
the same random numbers, so they must also end at the same second. They take
turns, round by round, in one process. The seconds are the processor's, so that
a busy machine does not matter; what counts is the ratio.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import platform
import random
import statistics
import time
from collections.abc import Callable

import simpy

from mqlearn.simulation import run

ARRIVALS, SERVICES = 0.8, 1.0
"""Per second of virtual time: the clerk is busy four fifths of it."""
EVENTS_OF_A_CUSTOMER = 4


def in_virtual_time(customers: int) -> float:
    """The model with asyncio; returns the virtual second at which the last customer leaves."""

    async def arrivals(line: asyncio.Queue[int], draw: Callable[[float], float]) -> None:
        for customer in range(customers):
            await asyncio.sleep(draw(ARRIVALS))
            await line.put(customer)

    async def main() -> float:
        line: asyncio.Queue[int] = asyncio.Queue()
        coming = asyncio.create_task(arrivals(line, random.Random(1).expovariate))
        draw = random.Random(2).expovariate
        for _ in range(customers):
            await line.get()
            await asyncio.sleep(draw(SERVICES))
        await coming
        return asyncio.get_running_loop().time()

    return run(main(), max_steps=20 * customers)


def in_simpy(customers: int) -> float:
    """The model with SimPy; returns the same."""

    def arrivals(world: simpy.Environment, line: simpy.Store, draw: Callable[[float], float]):
        for customer in range(customers):
            yield world.timeout(draw(ARRIVALS))
            yield line.put(customer)

    def clerk(world: simpy.Environment, line: simpy.Store, draw: Callable[[float], float]):
        for _ in range(customers):
            yield line.get()
            yield world.timeout(draw(SERVICES))

    world = simpy.Environment()
    line = simpy.Store(world)
    world.process(arrivals(world, line, random.Random(1).expovariate))
    world.run(world.process(clerk(world, line, random.Random(2).expovariate)))
    return float(world.now)


def seconds(model: Callable[[int], float], customers: int) -> tuple[float, float]:
    """How long the processor works on the model, and when the model ends in its own time."""
    gc.collect()
    begin = time.process_time()
    end = model(customers)
    return time.process_time() - begin, end


def main() -> None:
    options = argparse.ArgumentParser(description="Virtual time against SimPy.")
    options.add_argument("--events", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=5)
    args = options.parse_args()
    customers = args.events // EVENTS_OF_A_CUSTOMER
    print(f"Python {platform.python_version()}, SimPy {simpy.__version__}, {args.events:,} events")
    ours, theirs = [], []
    for number in range(1, args.rounds + 1):
        mine, end = seconds(in_virtual_time, customers)
        other, same_end = seconds(in_simpy, customers)
        assert end == same_end, f"the two models differ: {end} and {same_end}"
        ours.append(mine)
        theirs.append(other)
        print(f"round {number}: virtual time {mine:.2f} s, SimPy {other:.2f} s, ratio {other / mine:.2f}")
    rate, their_rate = (args.events / statistics.median(times) for times in (ours, theirs))
    ratio = statistics.median(other / mine for mine, other in zip(ours, theirs, strict=True))
    print(f"median: virtual time {rate:,.0f} events/s, SimPy {their_rate:,.0f} events/s, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
