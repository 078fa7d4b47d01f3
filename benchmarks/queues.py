"""The queues of `mqlearn.queues` beside the standard library's, and beside their peers.

    pip install -e '.[bench]'
    python benchmarks/queues.py

Every figure is a ratio: how many items a queue passes on in the time in which
the standard library's queue passes on one. All contestants of a scenario take
turns in one process, in a new random order in each round; the ratio is taken
within each round, and the figure is the median of the rounds. So a busy machine
slows all of them down, and ratios can be compared where times cannot.

Every round is measured twice: by the clock on the wall, which counts how threads
wait for each other, but also what the neighbours do to the machine; and by the time
that the processor works for this process. On a quiet machine with a free core for
each of two threads, read the first. Tasks all run in one thread: only the second is shown.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib
import math
import os
import platform
import queue
import random
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from mqlearn.queues import AsyncQueue, FastThreadedQueue, ThreadedQueue


@dataclass(frozen=True)
class Scenario:
    """Who puts and who gets: 0 producers is one thread or task that puts and gets in turn."""

    name: str
    maxsize: int = 0
    producers: int = 0
    share: float = 1.0  # of the items of a round: waiting for each other takes long
    nowait: bool = False


@dataclass
class Kind:
    """A contestant.

    Attributes:
        make: Makes a queue with ``put`` and ``get``, given its bound.
        bounded: Whether it can have a bound.
        waits: Whether it can wait; a limit cannot.
        nowait: Whether it has ``put_nowait`` and ``get_nowait``.
        trio: Whether it runs under trio.
    """

    make: Callable[[int], Any]
    bounded: bool = True
    waits: bool = True
    nowait: bool = True
    trio: bool = False

    def can(self, scenario: Scenario) -> bool:
        """Whether it can take part."""
        return (
            (self.bounded or not scenario.maxsize)
            and (self.waits or not scenario.producers)
            and (self.nowait or not scenario.nowait)
        )


class Pair:
    """Two ends under the names of a queue."""

    def __init__(self, put: Any, get: Any, put_nowait: Any = None, get_nowait: Any = None, close: Any = None):
        self.put, self.get, self.put_nowait, self.get_nowait = put, get, put_nowait, get_nowait
        self.close = close


WITH_BOUND = (
    Scenario("1 puts, 1 gets, no bound", 0, 1, 4.0),  # threads need a while until they collide
    Scenario("1 puts, 1 gets, room for 100", 100, 1),
    Scenario("1 puts, 1 gets, room for 1", 1, 1, 0.05),
    Scenario("4 put, 4 get, no bound", 0, 4),
    Scenario("4 put, 4 get, room for 100", 100, 4),
)
THREADS = (Scenario("one thread puts and gets in turn"), *WITH_BOUND)
TASKS = (
    Scenario("one task, put_nowait and get_nowait", nowait=True),
    Scenario("one task, await put and await get"),
    *WITH_BOUND,
)
GOALS = {
    "ThreadedQueue": (1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
    "FastThreadedQueue": (3.5, 6.0, 2.0, 1.9, 1.0, 1.0),
    "AsyncQueue": (1.6, 1.75, 1.6, 1.6, 1.0, 1.6, 1.6),
}
"""What each class is to reach, in the order of its scenarios. 1.0: never below the standard library."""


# ------------------------------------------------------------------ contestants


def peer(name: str, missing: dict[str, str]) -> Any:
    """The module of a peer; None, with the reason, when it cannot be had."""
    try:
        return importlib.import_module(name)
    except Exception as error:
        missing[name] = f"{type(error).__name__}: {error}"
        return None


def bare_deque(_: int) -> Pair:
    items: deque[Any] = deque()
    return Pair(items.append, items.popleft)


def thread_kinds(missing: dict[str, str]) -> dict[str, Kind]:
    kinds = {
        "queue.Queue": Kind(queue.Queue),
        "ThreadedQueue": Kind(ThreadedQueue),
        "FastThreadedQueue": Kind(FastThreadedQueue),
        "queue.SimpleQueue (C)": Kind(lambda _: queue.SimpleQueue(), bounded=False),
    }
    if janus := peer("janus", missing):
        kinds["janus"] = Kind(lambda n: janus.Queue(n).sync_q)
    if culsans := peer("culsans", missing):
        kinds["culsans"] = Kind(lambda n: culsans.Queue(n).sync_q)
    if aiologic := peer("aiologic", missing):

        def make(n: int) -> Pair:
            inner = aiologic.Queue(n) if n else aiologic.SimpleQueue()
            return Pair(inner.green_put, inner.green_get)

        kinds["aiologic"] = Kind(make)
    kinds["limit: a bare deque"] = Kind(bare_deque, waits=False)
    return kinds


class BareCoroutines:
    """The limit: nothing but the calls, and a deque behind them."""

    def __init__(self, _: int) -> None:
        items: deque[Any] = deque()
        self.put_nowait, self.get_nowait = items.append, items.popleft

    async def put(self, item: Any) -> None:
        self.put_nowait(item)

    async def get(self) -> Any:
        return self.get_nowait()


def task_kinds(missing: dict[str, str]) -> dict[str, Kind]:
    kinds = {"asyncio.Queue": Kind(asyncio.Queue), "AsyncQueue": Kind(AsyncQueue)}
    if janus := peer("janus", missing):
        kinds["janus"] = Kind(lambda n: janus.Queue(n).async_q)
    if culsans := peer("culsans", missing):
        kinds["culsans"] = Kind(lambda n: culsans.Queue(n).async_q)
    if aiologic := peer("aiologic", missing):

        def make(n: int) -> Pair:
            inner = aiologic.Queue(n) if n else aiologic.Queue()
            return Pair(inner.async_put, inner.async_get)

        kinds["aiologic"] = Kind(make, nowait=False)
    if anyio := peer("anyio", missing):

        def stream(n: int) -> Pair:
            send, receive = anyio.create_memory_object_stream(n or math.inf)

            def close() -> None:
                send.close()
                receive.close()

            return Pair(send.send, receive.receive, send.send_nowait, receive.receive_nowait, close)

        kinds["anyio streams"] = Kind(stream)
    if trio := peer("trio", missing):

        def channel(n: int) -> Pair:
            send, receive = trio.open_memory_channel(n or math.inf)
            return Pair(send.send, receive.receive, send.send_nowait, receive.receive_nowait)

        kinds["trio channels"] = Kind(channel, trio=True)
    kinds["limit: bare coroutines"] = Kind(BareCoroutines, waits=False)
    return kinds


# ------------------------------------------------------------------- one round


Times = tuple[float, float]
"""Seconds by the clock, and of the processor."""


def now() -> Times:
    return time.perf_counter(), time.process_time()


def since(begin: Times) -> Times:
    clock, processor = now()
    return clock - begin[0], processor - begin[1]


def time_threads(kind: Kind, scenario: Scenario, items: int) -> Times:
    """How long so many items take."""
    shared = kind.make(scenario.maxsize)
    put, get = shared.put, shared.get
    if not scenario.producers:
        begin = now()
        for item in range(items):
            put(item)
            get()
        return since(begin)
    part = items // scenario.producers
    ready = threading.Barrier(2 * scenario.producers + 1)

    def produce() -> None:
        ready.wait()
        for item in range(part):
            put(item)

    def consume() -> None:
        ready.wait()
        for _ in range(part):
            get()

    started = [threading.Thread(target=run) for run in (produce, consume) for _ in range(scenario.producers)]
    for thread in started:
        thread.start()
    begin = now()
    ready.wait()
    for thread in started:
        thread.join()
    return since(begin)


Together = Callable[[list[Callable[[], Coroutine[Any, Any, None]]]], Coroutine[Any, Any, None]]


async def pass_on(kind: Kind, scenario: Scenario, items: int, together: Together) -> Times:
    """How long so many items take; ``together`` runs coroutines at the same time."""
    shared = kind.make(scenario.maxsize)
    begin = now()
    if scenario.nowait:
        put, get = shared.put_nowait, shared.get_nowait
        for item in range(items):
            put(item)
            get()
    elif not scenario.producers:
        put, get = shared.put, shared.get
        for item in range(items):
            await put(item)
            await get()
    else:
        part = items // scenario.producers

        async def produce() -> None:
            put = shared.put
            for item in range(part):
                await put(item)

        async def consume() -> None:
            get = shared.get
            for _ in range(part):
                await get()

        await together([consume] * scenario.producers + [produce] * scenario.producers)
    times = since(begin)
    if getattr(shared, "close", None) is not None:
        shared.close()
    return times


async def asyncio_together(functions: list[Callable[[], Coroutine[Any, Any, None]]]) -> None:
    await asyncio.gather(*(function() for function in functions))


async def trio_together(functions: list[Callable[[], Coroutine[Any, Any, None]]]) -> None:
    import trio

    async with trio.open_nursery() as nursery:
        for function in functions:
            nursery.start_soon(function)


def time_tasks(kind: Kind, scenario: Scenario, items: int) -> Times:
    if kind.trio:
        import trio

        times: Times = trio.run(pass_on, kind, scenario, items, trio_together)
        return times
    return asyncio.run(pass_on(kind, scenario, items, asyncio_together))


# ------------------------------------------------------------------- all rounds

Ratios = dict[str, dict[str, list[float]]]
"""By contestant and scenario: the ratios of the rounds."""


def measure(
    kinds: dict[str, Kind],
    scenarios: tuple[Scenario, ...],
    timed: Callable[[Kind, Scenario, int], Times],
    rounds: int,
    items: int,
    missing: dict[str, str],
) -> tuple[Ratios, Ratios]:
    """Let the contestants take turns; the ratios by the clock, and by the processor's time.

    The first contestant is the measure. Who fails is left out, and named.
    """
    standard = next(iter(kinds))
    by_clock: Ratios = {name: {} for name in kinds}
    by_processor: Ratios = {name: {} for name in kinds}
    for scenario in scenarios:
        count = int(items * scenario.share) // 4 * 4
        times: dict[str, list[Times]] = {name: [] for name, kind in kinds.items() if kind.can(scenario)}
        for number in range(rounds):
            print(f"\r{scenario.name}: round {number + 1} of {rounds}  ", end="", file=sys.stderr, flush=True)
            for name in random.sample(list(times), len(times)):
                gc.collect()
                try:
                    times[name].append(timed(kinds[name], scenario, count))
                except Exception as error:
                    missing[f"{name}, {scenario.name}"] = f"{type(error).__name__}: {error}"
                    del times[name]
        for name, mine in times.items():
            pairs = list(zip(times[standard], mine, strict=True))
            by_clock[name][scenario.name] = [base[0] / own[0] for base, own in pairs]
            by_processor[name][scenario.name] = [base[1] / own[1] for base, own in pairs]
    print("\r" + " " * 60 + "\r", end="", file=sys.stderr)
    return by_clock, by_processor


def shown(title: str, scenarios: tuple[Scenario, ...], ratios: Ratios, markdown: bool) -> list[str]:
    """A table: a row for each contestant, a column for each scenario."""
    header = [title, *(scenario.name for scenario in scenarios)]
    rows = [
        [name, *(f"{median(of[s.name]):.2f}" if s.name in of else "–" for s in scenarios)]
        for name, of in ratios.items()
    ]
    if markdown:
        lines = ["| " + " | ".join(header) + " |", "|---" + "|--:" * len(scenarios) + "|"]
        return [*lines, *("| " + " | ".join(row) + " |" for row in rows), ""]
    lines = []
    for place, scenario in enumerate(scenarios, start=1):
        lines.append(f"{title}, {scenario.name}")
        lines += [f"  {row[0]:24} {row[place]:>7}" for row in rows]
    return [*lines, ""]


def judged(title: str, scenarios: tuple[Scenario, ...], ratios: Ratios, markdown: bool) -> list[str]:
    """The goals, and whether they are met; and between which ratios the middle half of the rounds lies."""
    header = [title, "scenario", "goal", "median", "middle half", ""]
    rows = []
    for name, goals in GOALS.items():
        for scenario, goal in zip(scenarios, goals, strict=False):
            if name in ratios:
                of = ratios[name][scenario.name]
                low, middle, high = quantiles(of, n=4)
                met = "met" if round(middle, 2) >= goal else "not met"
                rows.append(
                    [name, scenario.name, f"{goal:.2f}", f"{middle:.2f}", f"{low:.2f} to {high:.2f}", met]
                )
    if markdown:
        lines = ["| " + " | ".join(header) + " |", "|---|---|--:|--:|---|---|"]
        return [*lines, *("| " + " | ".join(row) + " |" for row in rows), ""]
    return [title, *(f"  {a:18} {b:36} goal {c}  median {d}  ({e})  {f}" for a, b, c, d, e, f in rows), ""]


def main() -> None:
    options = argparse.ArgumentParser(description="The queues against the standard library and their peers.")
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument(
        "--quick", action="store_true", help="3 rounds of a tenth of the items: a rough look"
    )
    options.add_argument("--markdown", action="store_true", help="print tables for docs/benchmarks.md")
    options.add_argument("--only", choices=["threads", "tasks"], help="only one half of it")
    args = options.parse_args()
    rounds, part = (3, 0.1) if args.quick else (args.rounds, 1.0)
    missing: dict[str, str] = {}
    lines = [f"Python {platform.python_version()}, {os.cpu_count()} cores, {rounds} rounds.", ""]
    halves = {
        "threads": (thread_kinds, THREADS, time_threads, 60_000),
        "tasks": (task_kinds, TASKS, time_tasks, 40_000),
    }
    for title, (kinds, scenarios, timed, items) in halves.items():
        if args.only in (None, title):
            clock, processor = measure(kinds(missing), scenarios, timed, rounds, int(items * part), missing)
            if title == "threads":
                lines += shown("threads, by the clock", scenarios, clock, args.markdown)
                lines += judged("goals, by the clock", scenarios, clock, args.markdown)
            lines += shown(f"{title}, by the processor's time", scenarios, processor, args.markdown)
            lines += judged("goals, by the processor's time", scenarios, processor, args.markdown)
    lines += [f"Not compared: {name} ({reason})" for name, reason in missing.items()]
    print("\n".join(lines))


if __name__ == "__main__":
    main()
