"""Do a thing once, though its message comes twice.

At-least-once delivery means that a message may come again: the worker died
after the work, the ack was late, the producer sent twice. The consumer must know
what it has done. It does so by the message's key, not by its id: a producer that
puts an order twice makes two ids.

There are two places for that memory, and they promise different things:

- `Inbox` keeps it in the process. It stops a second delivery while the process
  lives. After a crash it knows nothing.
- `SqliteInbox` writes the mark into the database of the effect, in the same
  transaction. Either both are there or neither: that is "effectively once".

But: an effect outside that database, such as a mail, cannot be in its
transaction. For that, pass the key on, and let the other side remember what it has done.
"""

from __future__ import annotations

import sqlite3
import time
from asyncio import Event
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from mqlearn.delivery.transaction import transaction


class Inbox:
    """Remembers, in memory, the keys of what was done last.

    Args:
        most: How many keys to remember. The oldest is forgotten first; give it
            more than can come between a message and its repetition.
    """

    def __init__(self, most: int = 10_000) -> None:
        if most < 1:
            raise ValueError(f"most is 1 or more; got {most}.")
        self._most = most
        self._done: OrderedDict[str, None] = OrderedDict()
        self._working: dict[str, Event] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._done

    def __len__(self) -> int:
        return len(self._done)

    @asynccontextmanager
    async def once(self, key: str) -> AsyncIterator[bool]:
        """Do something once: ``async with inbox.once(key) as fresh: if fresh: ...``.

        The key is remembered when the block ends, and not if it raises, so that the
        next attempt can try again. A caller with a key that is in progress waits
        until that block ends.

        Yields:
            True if this key was not done yet.
        """
        while key in self._working:
            await self._working[key].wait()  # not a future: a cancelled waiter would cancel it for all
        if key in self._done:
            yield False
            return
        over = self._working[key] = Event()
        try:
            yield True
            self._done[key] = None
            if len(self._done) > self._most:
                self._done.popitem(last=False)
        finally:
            del self._working[key]
            over.set()


class SqliteInbox:
    """Remembers the keys of what was done in the database in which it was done.

    Args:
        connection: The connection on which the effect is written, too. No other
            task may use it during a block of `once`, which therefore has no
            ``await`` in it.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        connection.execute(
            "CREATE TABLE IF NOT EXISTS inbox (key TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID"
        )

    def __contains__(self, key: str) -> bool:
        return self._db.execute("SELECT 1 FROM inbox WHERE key = ?", (key,)).fetchone() is not None

    @contextmanager
    def once(self, key: str) -> Iterator[bool]:
        """Do something once: ``with inbox.once(key) as fresh: if fresh: ...``.

        The block's writes on the connection and the mark that it was done are one
        transaction. If the block raises, neither is kept.

        Yields:
            True when this key was not done yet.

        Raises:
            RuntimeError: If a transaction is open on the connection already.
        """
        with transaction(self._db):
            marked = self._db.execute("INSERT OR IGNORE INTO inbox VALUES (?, ?)", (key, time.time()))
            yield marked.rowcount == 1

    def forget(self, older_than: float) -> int:
        """Forget the keys of what was done longer ago than this many seconds; return how many.

        Give it more time than a message may take to come again: longer than
        leases, delays and outages together.
        """
        before = time.time() - older_than
        with transaction(self._db):
            return self._db.execute("DELETE FROM inbox WHERE at < ?", (before,)).rowcount
