"""Acknowledged delivery in a file: a message that `put` returned for survives a crash and a power failure.

A message is a row. To get it is to move its due time into the future; to ack it
is to delete the row; if the worker dies, the row falls due by itself. The
receipt is the row's id, which is never used twice, and the attempt.

Only puts wait for the disk. A lease or an ack that is lost with the power is no
more than a redelivery, which a consumer must expect anyway. So there are two
connections: one for puts, which syncs (``synchronous=FULL``), and one for all
else, which does not (``NORMAL``). After kill -9 the file is complete either way,
because the system keeps what was written to it.

But: SQLite is called in the event loop's own thread, so a put holds up the loop
until the disk has synced: a tenth of a millisecond on a fast disk, ten on a slow
one. A thread of its own would free the loop, and make each put a third to three
quarters slower on a fast disk, see ``benchmarks/durable.py``. The gain is that
an operation cannot be cut in two, so a cancel finds it done or not begun.
With `put_many`, the loop waits once for all.

But: leases are timed by the system's clock. Set it back by an hour, and leases
and delays last an hour longer.

But: the file must lie on a disk of this machine. Open it after a fork, not before.
"""

from __future__ import annotations

import json
import math
import os
import random
import sqlite3
import time
from asyncio import get_running_loop, sleep
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Literal, TypeVar

from mqlearn.delivery.contract import (
    DAY,
    NO_HEADERS,
    NO_LIMIT,
    Capabilities,
    DeliveryQueue,
    EngineError,
    Entry,
    LeaseLost,
    NotConfirmed,
    QueueClosed,
    Taken,
)
from mqlearn.delivery.retry import Backoff
from mqlearn.delivery.waiting import Getters

T = TypeVar("T")
Synchronous = Literal["FULL", "NORMAL"]
Receipt = tuple[int, int]
"""A row's id, and the attempt it was leased for."""

LOG_PAGES = 700
"""The log's length; SQLite's own is 1000. Pages that are written over sync faster than a file that grows."""
APPLICATION = int.from_bytes(b"mqlq", "big")
VERSION = 1
SCHEMA = (
    # AUTOINCREMENT: no id is used twice, or an old receipt would fit a new message.
    "CREATE TABLE message (id INTEGER PRIMARY KEY AUTOINCREMENT, due REAL NOT NULL,"
    " attempt INTEGER NOT NULL, key TEXT, headers TEXT, body BLOB NOT NULL)",
    # It answers what `get` asks: the oldest that is due. Those in flight lie at its other end.
    "CREATE INDEX message_due ON message (due)",
    "CREATE TABLE known (key TEXT PRIMARY KEY, id INTEGER NOT NULL, until REAL NOT NULL) WITHOUT ROWID",
    "CREATE INDEX known_until ON known (until)",
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {VERSION}",
)
PUT = "INSERT INTO message (due, attempt, key, headers, body) VALUES (?, 0, ?, ?, ?)"
FORGET = "DELETE FROM known WHERE until <= ?"
FIND = "SELECT id FROM known WHERE key = ?"
REMEMBER = "INSERT INTO known VALUES (?, ?, ?)"
MADE = ""
"""No message has this key. It says when the file was made: the ids of another file begin at 1, too."""
DUE = "SELECT id, attempt + 1, key, headers, body FROM message WHERE due <= ? ORDER BY due, id LIMIT ?"
LEASE = "UPDATE message SET due = ?, attempt = ? WHERE id = ?"
NEXT = "SELECT due FROM message ORDER BY due LIMIT 1"
ACK = "DELETE FROM message WHERE id = ? AND attempt = ?"
MOVE = "UPDATE message SET due = ? WHERE id = ? AND attempt = ?"

REASONS = {
    sqlite3.SQLITE_BUSY: "another process holds the file, and did not let go in time.",
    sqlite3.SQLITE_FULL: "the disk is full. Make room, and try again.",
    sqlite3.SQLITE_READONLY: "the file, or its folder, may only be read. SQLite must write to both.",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened. Is there such a folder, and may you write to it?",
    sqlite3.SQLITE_PERM: "this is not permitted. May you write to the file and its folder?",
    sqlite3.SQLITE_NOTADB: "this is no SQLite file. Move it away, or name another one.",
    sqlite3.SQLITE_CORRUPT: "the file is damaged, or a part of it is missing. Keep a copy, and save"
    " what is left with the command `sqlite3 FILE .recover`.",
    sqlite3.SQLITE_IOERR: "the disk reports an error.",
}


class SqliteQueue(DeliveryQueue):
    """A queue with acknowledged delivery in an SQLite file, which several processes may share.

    Args:
        path: The file. It is made when there is none; its dead letters go to
            ``NAME.dead.db`` beside it.
        lease: How long a consumer may work on a message, in seconds.
        attempts: How often a message is delivered before it goes to the dead letters.
        backoff: How long a nacked message waits.
        synchronous: ``FULL``: a put returns when the disk has it. ``NORMAL``: when
            the system has it. That is faster, by how much is up to the disk
            (``benchmarks/durable.py`` measures both), but when the power fails the last puts
            may be gone. Nothing is lost when only the process dies.
        poll: How often to look for messages of other processes, in seconds. Messages
            put through this object wake its consumers at once.
        busy: The longest wait for another process that writes, in seconds.
        clock: The clock that times leases; the same for all that share the file. In
            virtual time: ``lambda: asyncio.get_running_loop().time()``.

    Raises:
        EngineError: If the file is damaged, read-only, locked, or belongs to another program.
    """

    capabilities: ClassVar[Capabilities] = Capabilities(
        durable=True,
        shared=True,
        fencing=True,
        durable_attempts=True,
        exact_delay=True,
        dedup_window=DAY,
        max_body=900_000_000,  # SQLite's own limit is 10**9 bytes for the whole row
    )

    def __init__(
        self,
        path: str | Path,
        *,
        lease: float = 30.0,
        attempts: int = 5,
        backoff: Backoff | None = None,
        synchronous: Synchronous = "FULL",
        poll: float = 0.1,
        busy: float = 10.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.path = Path(path).absolute()  # the program may go to another folder
        super().__init__(self.path.stem, lease=lease, attempts=attempts, backoff=backoff)
        if synchronous not in ("FULL", "NORMAL"):
            raise ValueError(f"synchronous is 'FULL' or 'NORMAL'; got {synchronous!r}.")
        self._synchronous, self._poll, self._busy, self._clock = synchronous, poll, busy, clock
        self._getters = Getters(poll)
        self._dead: SqliteQueue | None = None
        self._closed = False
        self._puts = self._open(synchronous)
        self._rest = self._open("NORMAL")
        self._inode = _inode(self.path)
        made = self._rest.execute(FIND, (MADE,)).fetchone()
        self._mark = f":{made[0]}" if made else ""  # a file of an earlier version does not say it

    def _now(self) -> float:
        return get_running_loop().time()

    # --------------------------------------------------------------------- put

    async def _put(self, entries: Sequence[Entry]) -> list[str]:
        self._check_there()
        ids = await self._transaction(self._puts, partial(self._insert, entries))
        self._getters.ring()
        return ids

    def _insert(self, entries: Sequence[Entry]) -> list[str]:
        now, execute = self._clock(), self._puts.execute
        ids = []
        for entry in entries:
            if entry.key is not None:
                execute(FORGET, (now,))
                if known := execute(FIND, (entry.key,)).fetchone():
                    ids.append(str(known[0]))
                    continue
            headers = json.dumps(dict(entry.headers)) if entry.headers else None
            id = execute(PUT, (now + entry.delay, entry.key, headers, entry.body)).lastrowid
            if entry.key is not None:
                execute(REMEMBER, (entry.key, id, now + DAY))
            ids.append(str(id))
        return ids

    # --------------------------------------------------------------------- get

    async def _take(self, batch: int, timeout: float) -> list[Taken]:
        async def look() -> list[Taken]:
            return await self._transaction(self._rest, partial(self._lease_out, batch), unsure=False)

        return await self._getters.take(look, self._next_due, timeout)

    def _lease_out(self, batch: int) -> list[Taken]:
        now = self._clock()
        rows = self._rest.execute(DUE, (now, batch)).fetchall()
        until = now + self.lease
        self._rest.executemany(LEASE, [(until, attempt, id) for id, attempt, *_ in rows])
        return [
            Taken(str(id), body, attempt, (id, attempt), _headers(headers), key)
            for id, attempt, key, headers, body in rows
        ]

    def _next_due(self) -> float | None:
        """Return when something will be due, by the loop's clock. This only reads, so it blocks nothing."""
        self._check_there()
        try:
            first = self._rest.execute(NEXT).fetchone()
        except sqlite3.Error as error:
            if _code(error) == sqlite3.SQLITE_BUSY:
                return None
            raise self._explained(error) from error
        return None if first is None else self._now() + float(first[0]) - self._clock()

    # -------------------------------------------------------- ack, nack, extend

    async def _ack(self, receipts: Sequence[Receipt]) -> None:
        self._refuse(await self._transaction(self._rest, partial(self._change, ACK, receipts)))

    async def _nack(self, receipt: Receipt, delay: float) -> None:
        await self._move(receipt, delay)

    async def _extend(self, receipt: Receipt, seconds: float) -> None:
        await self._move(receipt, seconds)

    async def _move(self, receipt: Receipt, seconds: float) -> None:
        row = (self._clock() + seconds, *receipt)
        self._refuse(await self._transaction(self._rest, partial(self._change, MOVE, [row])))
        self._getters.ring()

    def _change(self, statement: str, rows: Sequence[tuple[float, ...]]) -> list[int]:
        """Change the rows whose receipt fits; return the ids of the others."""
        db = self._rest
        if len(rows) > 1:  # all at once, which is faster, as long as all fit
            db.execute("SAVEPOINT before")
            if db.executemany(statement, rows).rowcount == len(rows):
                return []
            db.execute("ROLLBACK TO before")
        return [int(row[-2]) for row in rows if not db.execute(statement, row).rowcount]

    def _refuse(self, late: Sequence[int]) -> None:
        if late:
            raise LeaseLost(
                f"{self.name}: the lease of message {', '.join(map(str, late))} ran out, and another worker"
                " got it. Extend the lease while you work, or give the queue longer ones."
            )

    # ------------------------------------------------------ dead letters, close

    async def dead_letters(self) -> SqliteQueue:
        """Return the queue ``NAME.dead``, in ``NAME.dead.db`` beside the file."""
        self._check_open()
        if self._dead is None or self._dead._closed:
            self._dead = SqliteQueue(
                self.path.with_name(f"{self.name}.dead{self.path.suffix}"),
                lease=self.lease,
                attempts=NO_LIMIT,
                synchronous=self._synchronous,
                poll=self._poll,
                busy=self._busy,
                clock=self._clock,
            )
        return self._dead

    async def close(self) -> None:
        """Close the file: waiting calls raise `QueueClosed`. Leases run out by themselves."""
        if self._closed:
            return
        self._closed = True
        self._getters.ring()
        self._puts.close()
        self._rest.close()
        if self._dead is not None:
            await self._dead.close()

    def _check_open(self) -> None:
        if self._closed:
            raise QueueClosed(f"{self.name} is closed. Open the file again with open_queue.")

    def _check_there(self) -> None:
        """Check that the file still exists. Without this, a waiter on a deleted file would never wake."""
        self._check_open()
        if _inode(self.path) != self._inode:
            raise EngineError(
                f"{self.path} was removed or replaced while this queue was open, so a message that is put"
                " now would be lost. Close the queue, and open it again."
            )

    # ----------------------------------------------------------- SQLite's own ways

    async def _transaction(self, db: sqlite3.Connection, work: Callable[[], T], *, unsure: bool = True) -> T:
        """Do the work in one transaction. From its begin to its end no other task runs.

        When the disk fails in the middle, it may have kept what it could not confirm: after a crash it
        is there, or not. That is `NotConfirmed`, if the caller has to know.
        """
        try:
            await self._begin(db)
            result = work()
            db.execute("COMMIT")
            return result
        except BaseException as error:
            if not self._closed and db.in_transaction:
                db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                explained = self._explained(error)
                failed = unsure and _code(error) == sqlite3.SQLITE_IOERR
                raise (NotConfirmed(str(explained)) if failed else explained) from error
            raise

    async def _begin(self, db: sqlite3.Connection) -> None:
        """Begin a write transaction when no other process holds one. The loop keeps turning meanwhile."""
        give_up = None
        while True:
            self._check_open()
            try:
                db.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.Error as error:
                give_up = give_up or self._now() + self._busy
                if _code(error) != sqlite3.SQLITE_BUSY or self._now() >= give_up:
                    raise self._explained(error) from error
            await sleep(
                random.uniform(0.0005, 0.005)
            )  # at random, so that two waiting processes do not stay in step

    def _open(self, synchronous: str) -> sqlite3.Connection:
        """Return a connection to a file that is a queue; make it one if it is empty."""
        try:
            db = sqlite3.connect(self.path, isolation_level=None, timeout=self._busy)
        except sqlite3.Error as error:
            raise self._explained(error) from error
        try:
            db.execute("BEGIN")  # one consistent read, because another process may be creating the file
            ours = self._is_ours(db)
            db.execute("COMMIT")
            if (mode := self._use_a_log(db)) != "wal":
                raise EngineError(
                    f"{self.path} cannot have a write-ahead log here (journal mode: {mode})."
                    " Put the file on a disk of this machine."
                )
            if not ours:
                db.execute("BEGIN IMMEDIATE")
                if not self._is_ours(db):  # no other process was faster
                    for statement in SCHEMA:
                        db.execute(statement)
                    db.execute(REMEMBER, (MADE, int(self._clock() * 1e6), math.inf))
                db.execute("COMMIT")
            db.execute(f"PRAGMA synchronous = {synchronous}")
            db.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
            db.execute("PRAGMA busy_timeout = 0")  # from now on `_begin` waits
            return db
        except BaseException as error:
            db.close()
            if isinstance(error, sqlite3.Error):
                raise self._explained(error) from error
            raise

    def _use_a_log(self, db: sqlite3.Connection) -> str:
        """Ask for a write-ahead log; the mode that SQLite uses now."""
        while True:
            try:
                return str(db.execute("PRAGMA journal_mode = WAL").fetchone()[0])
            except sqlite3.Error as error:
                if _code(error) != sqlite3.SQLITE_BUSY:
                    raise
            # Others ask, too. SQLite does not wait for them here, but it does for this lock.
            db.execute("BEGIN EXCLUSIVE")
            db.execute("COMMIT")

    def _is_ours(self, db: sqlite3.Connection) -> bool:
        """Return True if the file is a queue; False for one that is empty."""
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (application,) = db.execute("PRAGMA application_id").fetchone()
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if not tables and (application, version) == (0, 0):
            return False
        if application != APPLICATION:
            raise EngineError(f"{self.path} is the SQLite file of another program. Name another file.")
        if version != VERSION:
            raise EngineError(
                f"{self.path} was written by another version of mqlearn: it has layout {version},"
                f" and this one reads layout {VERSION}."
            )
        return True

    def _explained(self, error: sqlite3.Error) -> EngineError:
        reason = REASONS.get(_code(error), "SQLite refuses.")
        return EngineError(f"{self.path}: {reason} SQLite says: {error}.")


def _inode(path: Path) -> int | None:
    """Return the number of the file that has this name now; None if there is none."""
    try:
        return os.stat(path).st_ino
    except OSError:
        return None


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary result code."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _headers(text: str | None) -> Mapping[str, str]:
    return MappingProxyType(json.loads(text)) if text else NO_HEADERS
