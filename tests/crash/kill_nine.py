"""Kill -9 at a thousand points: what `SqliteQueue` confirmed is there, and what was acked stays away.

    python tests/crash/kill_nine.py --points 1000

A waiter and two cooks, each a process of its own, work on one file, and all are
killed at a random moment. Then the next three go on with the file as they find it.
Each says on a pipe what it is about to do, and again when it is done: that is
the ledger. After each point the files are copied, as they are, and the copy is
opened and compared with the ledger:

- it opens, and SQLite finds it whole;
- a put that returned is there, unless an ack of it was at least begun;
- an ack that returned holds: the message is not there. That is so although acks do not wait for the
  disk, because the system keeps what a killed process has written;
- nothing is there twice, though the next waiter puts again, with the same key,
  what the one before was not told about.

But: this is the death of processes, not of the power.
"""

import argparse
import asyncio
import gc
import os
import random
import select
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from mqlearn.delivery import LeaseLost, SqliteQueue  # noqa: E402

LEASE = 0.05
LONGEST = 0.025
"""The longest time that processes live after they have begun to work, in seconds."""
BEFORE_WORK = 0.2
"""How many of the kills come from the moment of the fork on, while the file is being opened."""


class Broken(AssertionError):
    """The queue did not keep what it promised."""


class Ledger:
    """What the processes said. A message is a number, which is its body and its key."""

    def __init__(self):
        self.putting, self.put, self.acking, self.acked = set(), set(), set(), set()
        self.next = 0

    def read(self, lines):
        for line in lines.split():
            what, number = line[:1], int(line[1:])
            if what == b"L":  # the lease was lost: this ack did nothing
                self.acking.discard(number)
            else:
                {b"p": self.putting, b"P": self.put, b"a": self.acking, b"A": self.acked}[what].add(number)
        self.next = max(self.putting, default=-1) + 1

    def compare(self, kept):
        """Raise when these messages are not what must be there."""
        there = set(kept)
        for wrong, words in (
            (
                self.put - self.acking - self.acked - there,
                "LOST: put had returned for them, and nobody acked",
            ),
            (self.acked & there, "CAME BACK: ack had returned for them"),
            (there - self.putting, "MADE UP: nobody put them"),
            ({number for number in there if kept.count(number) > 1}, "DUPLICATED: one key, two messages"),
        ):
            if wrong:
                raise Broken(f"{words}: {sorted(wrong)[:10]}")


def start(work, *args):
    """Fork a process that does ``work(say, ...)``; its id, and the pipe on which it is heard."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    code = 1
    try:
        gc.disable()  # it would touch, and so copy, all of the parent's memory
        os.close(reading)
        # Not buffered: what was said before the kill is heard after it.
        asyncio.run(work(lambda what, number: os.write(writing, b"%s%d\n" % (what, number)), *args))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


async def waiter(say, make, path, options, unknown, number, seed):
    chance = random.Random(seed)
    async with make(path, **options) as queue:
        for old in unknown:  # nobody knows whether they are there: put them again, with the same key
            await queue.put(b"%d" % old, key=str(old))
            say(b"P", old)
        while True:
            some = range(number, number + chance.choice((1, 1, 1, 5)))
            number = some.stop
            for new in some:
                say(b"p", new)
            await queue.put_many([b"%d" % new for new in some], keys=map(str, some))
            for new in some:
                say(b"P", new)


async def cook(say, make, path, options, seed):
    chance = random.Random(seed)
    async with make(path, **options) as queue:
        while True:
            for one in await queue.get(chance.choice((1, 3))):
                if chance.random() < 0.1:
                    with suppress(LeaseLost):  # on a busy machine it may be over already
                        await one.nack(0)
                    continue
                say(b"a", int(one.body))
                try:
                    await one.ack()
                    say(b"A", int(one.body))
                except LeaseLost:
                    say(b"L", int(one.body))


def listen(pipes, until, ledger, chance):
    """Hear the processes until it is time; the time begins when all have been heard, or at once."""
    silent = set() if chance.random() < BEFORE_WORK else set(pipes)
    longest = time.monotonic() + 5
    while (left := (longest if silent else until) - time.monotonic()) > 0:
        for pipe in select.select(list(pipes), [], [], left)[0]:
            words = os.read(pipe, 1 << 16)
            if not words:
                raise Broken("a process ended by itself: see its traceback")
            pipes[pipe] += words
            if silent and pipe in silent:
                silent.discard(pipe)
                until = time.monotonic() + chance.uniform(0, LONGEST)


def kept_in(folder, path):
    """The messages in a copy of the files, which are left as the kill left them."""
    for name in (path.name, f"{path.name}-wal"):
        (folder / name).unlink(missing_ok=True)
        if (path.parent / name).exists():
            shutil.copyfile(path.parent / name, folder / name)
    if not path.exists():
        return []
    db = sqlite3.connect(folder / path.name)
    try:
        db.execute("PRAGMA synchronous = OFF")  # it is only a copy
        if db.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise Broken("DAMAGED: SQLite does not find the file whole")
        if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return []  # killed before the queue was made
        return [int(body) for (body,) in db.execute("SELECT body FROM message")]
    finally:
        db.close()


def point(number, make, path, folder, ledger):
    """Let three processes work, kill them, and compare. No two runs kill at the same moment."""
    chance = random.Random(number)
    options = {"lease": LEASE, "attempts": 10**6, "poll": 0.005}
    options["synchronous"] = chance.choice(("FULL", "NORMAL"))
    unknown = sorted(ledger.putting - ledger.put)
    began = time.monotonic()
    workers = [
        start(waiter, make, path, options, unknown, ledger.next, number),
        start(cook, make, path, options, number),
        start(cook, make, path, options, -number),
    ]
    pipes = {pipe: b"" for _, pipe in workers}
    try:
        listen(pipes, began + chance.uniform(0, LONGEST), ledger, chance)
    finally:
        chance.shuffle(workers)
        for child, _ in workers:
            os.kill(child, signal.SIGKILL)
        for child, pipe in workers:
            os.waitpid(child, 0)
            while words := os.read(pipe, 1 << 16):
                pipes[pipe] += words
            os.close(pipe)
    # A line that the kill cut in two was not said. Acks of a message may be said before its put is heard.
    for words in pipes.values():
        ledger.read(words[: words.rfind(b"\n") + 1])
    ledger.compare(kept_in(folder, path))


async def drain(path):
    """What is left is delivered: nothing waits for a worker that is dead."""
    done = []
    async with SqliteQueue(path, lease=LEASE, attempts=10**6) as queue:
        while got := await queue.get(100, timeout=3 * LEASE):
            await queue.ack_many(got)
            done += [int(one.body) for one in got]
    return done


def kill(points, path, make=SqliteQueue, report=lambda number, ledger: None):
    """Kill at so many points, one after the other, on one file; return the ledger."""
    ledger = Ledger()
    folder = path.parent / "copy"
    folder.mkdir(exist_ok=True)
    for number in range(1, points + 1):
        try:
            point(number, make, path, folder, ledger)
        except Broken as error:
            raise Broken(f"point {number}: {error}. The files: {path.parent}") from None
        report(number, ledger)
    ledger.compare(asyncio.run(drain(path)))
    return ledger


def main():
    options = argparse.ArgumentParser(description="Kill processes that share an SqliteQueue, and look.")
    options.add_argument("--points", type=int, default=1000)
    points = options.parse_args().points
    folder = Path(tempfile.mkdtemp(prefix="kill-nine-"))
    began = time.monotonic()

    def report(number, ledger):
        if number % max(1, points // 10) == 0:
            print(f"{number} points: {len(ledger.put):,} puts and {len(ledger.acked):,} acks confirmed")

    ledger = kill(points, folder / "orders.db", report=report)
    shutil.rmtree(folder)
    print(
        f"{points} kills, {time.monotonic() - began:.0f} s: of {len(ledger.put):,} confirmed puts none is"
        f" lost; of {len(ledger.acked):,} confirmed acks none came back; the file was whole each time."
    )


if __name__ == "__main__":
    main()
