"""What a replicated queue keeps when its leader dies, and what it does not: counted on a real cluster.

    pip install -e '.[cluster]'
    python benchmarks/cluster_runs.py --runs 10 --messages 10000

Each run starts three servers, and half-way through the orders something happens
to the one that leads the queue. Four ways to put the orders:

confirmed       each put waits for its confirmation and has a key. The leader is killed.
not confirmed   nobody waits for anything. The leader is killed.
no key          each put waits one second for its confirmation, and is put again
                without one. The leader stands still for two and a half seconds.
key             the same, but what is put again has the same key.

*lost* orders were put and never delivered. *Stored twice* are orders that are in
the queue under two ids. *Again* counts deliveries of a message that was delivered
before; *gap* is the longest time in which nothing was confirmed. *Effects* is right
when an idempotent consumer, which knows an order by its name, did the work of each
exactly once.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from nats.aio.client import Client
from nats.errors import Error as NatsError

from mqlearn.brokers import LocalNats
from mqlearn.brokers.nats import JetStreamQueue, open_jetstream
from mqlearn.delivery.contract import LeaseLost, NotConfirmed

PRODUCERS = 64
LEASE = 5.0
STANDSTILL = 2.5


@dataclass
class Outcome:
    """What became of the orders of one run."""

    orders: int
    put: list[float] = field(default_factory=list)
    """When each was put, as far as its producer knows."""
    errors: int = 0
    """How often a producer was told that something went wrong."""
    ids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Per order, the ids that it was delivered under."""
    deliveries: int = 0
    effects: Counter[str] = field(default_factory=Counter)
    struck: str = ""
    """To whom it happened, and when."""

    @property
    def lost(self) -> int:
        """Orders that were put and never delivered."""
        return self.orders - len(self.ids)

    @property
    def stored_twice(self) -> int:
        """Messages beyond the first of their order."""
        return sum(len(ids) - 1 for ids in self.ids.values())

    @property
    def again(self) -> int:
        """Deliveries beyond the first of their message."""
        return self.deliveries - sum(len(ids) for ids in self.ids.values())

    @property
    def exactly_once(self) -> bool:
        """Whether each order had its effect, and had it once."""
        return len(self.effects) == self.orders and set(self.effects.values()) == {1}

    @property
    def gap(self) -> float:
        """The longest time in which nothing was confirmed, in seconds."""
        return max(
            (after - before for before, after in zip(self.put, self.put[1:], strict=False)), default=0.0
        )


async def consume(queue: JetStreamQueue, outcome: Outcome, produced: asyncio.Event) -> None:
    """An idempotent consumer: it remembers which orders it has done, and acks those that come again."""
    done: set[str] = set()
    while True:
        ended = produced.is_set()
        got = await queue.get(100, timeout=LEASE + 1 if ended else 1)
        if ended and not got:
            return  # whatever was leased would have come again by now
        for delivery in got:
            order = delivery.body.decode()
            outcome.deliveries += 1
            outcome.ids[order].add(delivery.id)
            if order not in done:
                outcome.effects[order] += 1
                done.add(order)
        with contextlib.suppress(NotConfirmed, LeaseLost):  # then they come again
            await queue.ack_many(got)


async def strike(cluster: LocalNats, outcome: Outcome, how: str) -> None:
    """Wait until half of the orders are put, and let it happen to the leader."""
    while len(outcome.put) < outcome.orders // 2:
        await asyncio.sleep(0.002)
    leader = await asyncio.to_thread(cluster.leader, "orders")
    outcome.struck = f"{leader} {how} after {len(outcome.put):,}"
    if how == "killed":
        cluster.kill(leader)
        await asyncio.sleep(1)
        await asyncio.to_thread(cluster.restart, leader)
    else:
        cluster.pause(leader)
        await asyncio.sleep(STANDSTILL)
        cluster.resume(leader)


async def put_all(queue: JetStreamQueue, outcome: Outcome, *, keys: bool) -> None:
    """Producers side by side; what is not confirmed is put again, as the error says."""
    numbers = iter(range(outcome.orders))

    async def produce() -> None:
        for number in numbers:
            order = f"order {number}"
            while True:
                try:
                    await queue.put(order.encode(), key=order if keys else None)
                    break
                except NotConfirmed:
                    outcome.errors += 1
            outcome.put.append(time.perf_counter())

    await asyncio.gather(*(produce() for _ in range(PRODUCERS)))


async def put_blindly(url: str, outcome: Outcome) -> None:
    """Publish and go on, 2,000 a second, as a program does that does not know of confirmations."""

    async def note(error: Exception) -> None:
        """What nats-py logs about the connection; no publish fails by it."""

    client = Client()
    await client.connect(url.rpartition("/")[0].split(","), error_cb=note, max_reconnect_attempts=-1)
    for number in range(outcome.orders):
        try:
            await client.publish("orders.ready", f"order {number}".encode())
        except NatsError:
            outcome.errors += 1
        outcome.put.append(time.perf_counter())
        if number % 20 == 0:
            await asyncio.sleep(0.01)
    for _ in range(30):  # so that it is not the end of the program that loses them
        try:
            await client.flush()
            break
        except (NatsError, OSError):
            await asyncio.sleep(1)
    with contextlib.suppress(OSError):
        await client.close()


async def one_run(orders: int, how: str, confirm: float, produce: Callable[..., Awaitable[None]]) -> Outcome:
    """Start a cluster, put the orders, let something happen, and consume what is there."""
    outcome, produced = Outcome(orders), asyncio.Event()
    with LocalNats(3) as cluster:
        url = cluster.url("orders")
        how_kept = {"replicas": 3, "lease": LEASE, "attempts": 100, "connect": 60}
        shop = await open_jetstream(url, **how_kept, confirm=confirm)
        kitchen = await open_jetstream(url, **how_kept, confirm=60)
        async with shop, kitchen:
            async with asyncio.timeout(300), asyncio.TaskGroup() as tasks:
                tasks.create_task(consume(kitchen, outcome, produced))
                striking = tasks.create_task(strike(cluster, outcome, how))
                await produce(shop, url, outcome)
                await striking
                produced.set()
    return outcome


async def confirmed(orders: int) -> Outcome:
    """Puts with keys and confirmations; the leader is killed."""
    return await one_run(orders, "killed", 60, lambda shop, _, outcome: put_all(shop, outcome, keys=True))


async def not_confirmed(orders: int) -> Outcome:
    """Publishes that nobody waits for; the leader is killed."""
    return await one_run(orders, "killed", 60, lambda _, url, outcome: put_blindly(url, outcome))


async def no_key(orders: int) -> Outcome:
    """Puts that are repeated without a key; the leader stands still."""
    return await one_run(orders, "paused", 1, lambda shop, _, outcome: put_all(shop, outcome, keys=False))


async def with_key(orders: int) -> Outcome:
    """Puts that are repeated with their key; the leader stands still."""
    return await one_run(orders, "paused", 1, lambda shop, _, outcome: put_all(shop, outcome, keys=True))


WAYS: dict[str, Callable[[int], Awaitable[Outcome]]] = {
    "confirmed": confirmed,
    "not confirmed": not_confirmed,
    "no key": no_key,
    "key": with_key,
}


def main() -> None:
    options = argparse.ArgumentParser(description="What a cluster keeps when its leader dies.")
    options.add_argument("--runs", type=int, default=10)
    options.add_argument("--messages", type=int, default=10_000)
    args = options.parse_args()
    heads = f"{'lost':>6} {'stored twice':>12} {'again':>6} {'errors':>6} {'gap s':>6}  effects"
    print(f"{'run':>3}  {'way':<14} {heads}", flush=True)
    all_of: dict[str, list[Outcome]] = defaultdict(list)
    for run in range(1, args.runs + 1):
        for way, go in WAYS.items():
            one = asyncio.run(go(args.messages))
            all_of[way].append(one)
            gap = "-" if way == "not confirmed" else f"{one.gap:.2f}"
            counts = f"{one.lost:>6,} {one.stored_twice:>12,} {one.again:>6,} {one.errors:>6,} {gap:>6}"
            effects = "each once" if one.exactly_once else f"{len(one.effects):,} of {one.orders:,}"
            print(f"{run:>3}  {way:<14} {counts}  {effects}   ({one.struck})", flush=True)
    print(f"\n{args.runs} runs of {args.messages:,} orders each")
    for way, outcomes in all_of.items():
        lost, twice = (sum(getattr(one, what) for one in outcomes) for what in ("lost", "stored_twice"))
        total, right = args.runs * args.messages, sum(one.exactly_once for one in outcomes)
        print(f"{way:<14} {lost:,} of {total:,} lost, {twice:,} stored twice;", end=" ")
        print(f"effects exactly once in {right} of {args.runs} runs")
    kept = not any(one.lost or one.stored_twice for way in ("confirmed", "key") for one in all_of[way])
    raise SystemExit(0 if kept else 1)


if __name__ == "__main__":
    main()
