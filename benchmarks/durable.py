"""How fast is `SqliteQueue`, beside other queues in SQLite and beside bare sqlite3?

    pip install -e '.[bench]'
    python benchmarks/durable.py

Everything is measured in one run, in turns and in random order, at the same
durability: with FULL a put returns when the disk has synced, with NORMAL when
the system has the data. Messages have 100 bytes. "total" is a put, a get and an ack.
What travels from machine to machine is the ratio, the median over the rounds.

huey has no ack: what it hands out is gone. Bare sqlite3 is an insert and a
delete, a transaction each: no lease, no order, so it is no queue but a limit.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import platform
import random
import sqlite3
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import huey.storage  # noqa: E402
import litequeue  # noqa: E402
import persistqueue  # noqa: E402

from mqlearn.delivery import SqliteQueue  # noqa: E402

BODY = b"x" * 100
BATCH = 100
OURS, BASE, HUEY = "SqliteQueue", "persist-queue SQLiteAckQueue", "huey SqliteStorage (no ack)"
LITE, BARE = "litequeue", "bare sqlite3, the limit"
IN_BATCHES = f", batches of {BATCH}"


def timed(put, get_and_ack, times):
    """Seconds for all puts, and for all gets with their acks."""
    begin = perf_counter()
    for _ in range(times):
        put()
    middle = perf_counter()
    for _ in range(times):
        get_and_ack()
    return middle - begin, perf_counter() - middle


# ------------------------------------------------------- each makes a queue, and uses it


def ours(path, synchronous, messages, batch=1):
    async def main():
        async with SqliteQueue(path, synchronous=synchronous) as queue:
            bodies = [BODY] * batch
            begin = perf_counter()
            for _ in range(messages // batch):
                await (queue.put(BODY) if batch == 1 else queue.put_many(bodies))
            middle = perf_counter()
            for _ in range(messages // batch):
                await queue.ack_many(await queue.get(batch))
            return middle - begin, perf_counter() - middle

    return asyncio.run(main())


def persist_queue(path, synchronous, messages):
    queue = persistqueue.SQLiteAckQueue(str(path.parent), auto_commit=True, multithreading=True)
    for connection in {id(one): one for one in (queue._putter, queue._getter)}.values():
        connection.execute(f"PRAGMA synchronous = {synchronous}")
    try:
        return timed(lambda: queue.put(BODY), lambda: queue.ack(queue.get()), messages)
    finally:
        queue.close()


def lite_queue(path, synchronous, messages):
    queue = litequeue.LiteQueue(str(path))
    queue.conn.execute(f"PRAGMA synchronous = {synchronous}")
    body = BODY.decode()

    try:
        return timed(lambda: queue.put(body), lambda: queue.done(queue.pop().message_id), messages)
    finally:
        queue.close()


def huey_storage(path, synchronous, messages):
    storage = huey.storage.SqliteStorage("orders", filename=str(path))
    storage.conn.execute(f"PRAGMA synchronous = {synchronous}")
    try:
        return timed(lambda: storage.enqueue(BODY), storage.dequeue, messages)
    finally:
        storage.close()


def bare(path, synchronous, messages, batch=1):
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute(f"PRAGMA synchronous = {synchronous}")
    db.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, body BLOB)")
    bodies, ids = [(BODY,)] * batch, count(1)

    def put():
        db.execute("BEGIN")
        db.executemany("INSERT INTO message (body) VALUES (?)", bodies)
        db.execute("COMMIT")

    def forget():
        db.execute("BEGIN")
        db.executemany("DELETE FROM message WHERE id = ?", [(next(ids),) for _ in range(batch)])
        db.execute("COMMIT")

    try:
        return timed(put, forget, messages // batch)
    finally:
        db.close()


QUEUES = {
    BASE: persist_queue,
    LITE: lite_queue,
    HUEY: huey_storage,
    OURS: ours,
    BARE: bare,
    OURS + IN_BATCHES: lambda *args: ours(*args, batch=BATCH),
    BARE + IN_BATCHES: lambda *args: bare(*args, batch=BATCH),
}


def race(synchronous, messages, rounds):
    """By name: (put, get and ack, total) in microseconds a message, one of each for every round."""
    figures = {name: [] for name in QUEUES}
    for _ in range(rounds):
        for name in random.sample(list(QUEUES), len(QUEUES)):
            gc.collect()
            with tempfile.TemporaryDirectory() as folder:
                put, rest = QUEUES[name](Path(folder) / "orders.db", synchronous, messages)
            figures[name].append([1e6 * seconds / messages for seconds in (put, rest, put + rest)])
    return figures


def times_as_fast(figures, name, than):
    """How many times as fast, in total: the median over the rounds."""
    return median(b[2] / a[2] for a, b in zip(figures[name], figures[than], strict=True))


# ------------------------------------------------------------------ does it grow?


def cost_of_get(state, messages, gets=200):
    """Microseconds for a get and its ack, with so many messages in flight, or acked before."""

    async def main(path):
        async with SqliteQueue(path, synchronous="NORMAL", lease=3600) as queue:
            for _ in range(messages // BATCH):
                await queue.put_many([BODY] * BATCH)
                held = await queue.get(BATCH)
                if state == "done":
                    await queue.ack_many(held)
            await queue.put_many([BODY] * gets)
            times = []
            for _ in range(gets):
                begin = perf_counter()
                (got,) = await queue.get()
                await got.ack()
                times.append(perf_counter() - begin)
            return 1e6 * median(times)

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(main(Path(folder) / "orders.db"))


# --------------------------------------------------- what a thread of its own would cost


def loop_or_thread(puts):
    """Microseconds a put: called in the loop, and in a thread; and how long it holds up the loop."""
    put = "INSERT INTO message (body) VALUES (?)"

    def insert(db):
        db.execute("BEGIN IMMEDIATE")
        db.execute(put, (BODY,))
        db.execute("COMMIT")

    async def main(path):
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("CREATE TABLE message (id INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB)")
        loop, held, hops = asyncio.get_running_loop(), [], []
        with ThreadPoolExecutor(1) as thread:
            for _ in range(puts):
                begin = perf_counter()
                insert(db)
                middle = perf_counter()
                await loop.run_in_executor(thread, insert, db)
                held.append(1e6 * (middle - begin))
                hops.append(1e6 * (perf_counter() - middle))
        db.close()
        return median(held), median(hops), sorted(held)[99 * puts // 100]

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(main(Path(folder) / "orders.db"))


# ------------------------------------------------------------------------ the report


def table(synchronous, figures):
    head = ["put", "get and ack", "total", f"against {BASE.split()[0]}"]
    print(f"\nsynchronous = {synchronous}; microseconds a message\n")
    print(f"| {'':32} | {' | '.join(head)} |")
    print(f"|{'-' * 34}|{'---:|' * len(head)}")
    for name, rows in figures.items():
        put, rest, total = (median(column) for column in zip(*rows, strict=True))
        ratio = times_as_fast(figures, name, BASE)
        print(f"| {name:32} | {put:.1f} | {rest:.1f} | {total:.1f} | {ratio:.2f} |")


def main():
    options = argparse.ArgumentParser(description="SqliteQueue against its peers.")
    options.add_argument("--messages", type=int, default=2_000)
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--most", type=int, default=100_000, help="messages in flight or done")
    args = options.parse_args()
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {args.messages:,} messages"
        f" of {len(BODY)} bytes, {args.rounds} rounds, in {tempfile.gettempdir()}"
    )
    goals, growth = [], []
    for synchronous in ("FULL", "NORMAL"):
        figures = race(synchronous, args.messages, args.rounds)
        table(synchronous, figures)
        if synchronous == "FULL":
            goals += [
                (f"2 times {BASE}", times_as_fast(figures, OURS, BASE), 2),
                (f"1.4 times {HUEY}", times_as_fast(figures, OURS, HUEY), 1.4),
                (f"40 times {BASE}, in batches", times_as_fast(figures, OURS + IN_BATCHES, BASE), 40),
            ]
        for peer in (BASE, LITE):
            goals.append((f"ahead of {peer}, {synchronous}", times_as_fast(figures, OURS, peer), 1))

    few, many = 100, args.most
    print("\nA get and its ack, microseconds\n")
    print(f"| messages | {few:,} | {many:,} | ratio |\n|---|---:|---:|---:|")
    for state in ("in flight", "done"):
        costs = cost_of_get(state, few), cost_of_get(state, many)
        print(f"| {state} | {costs[0]:.1f} | {costs[1]:.1f} | {costs[1] / costs[0]:.2f} |")
        growth.append((f"a get grows at most 1.5 times with {many:,} {state}", costs[1] / costs[0], 1.5))

    held, hop, worst = loop_or_thread(args.messages)
    print(
        f"\nA put called in the loop takes {held:.0f} microseconds (99 of 100: {worst:.0f}), and so long it"
        f" holds up the loop.\nCalled in a thread it takes {hop:.0f}: {hop / held:.2f} times as long."
    )
    print("\n| goal | reached | |\n|---|---:|---|")
    for what, reached, least in goals:
        print(f"| {what} | {reached:.2f} | {'met' if reached >= least else 'NOT MET'} |")
    for what, reached, most in growth:
        print(f"| {what} | {reached:.2f} | {'met' if reached <= most else 'NOT MET'} |")


if __name__ == "__main__":
    main()
