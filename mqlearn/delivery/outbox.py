"""The outbox: a change in the database and its message, both or neither.

A program that commits the order and then puts the message can die in between:
then the order exists and no consumer hears of it. The other way round, a consumer
hears of an order that was never committed. Neither order of the two lines is right.

So the message is first a row, in the same transaction as the change (Richardson,
"Pattern: Transactional outbox", microservices.io). A relay puts it on the queue and then
deletes the row. A crash between these two puts it again, with the same key: the
queue drops it while it remembers the key, and the consumer's inbox afterwards.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Mapping

from mqlearn.delivery.contract import NO_HEADERS, DeliveryQueue, check_types
from mqlearn.delivery.transaction import transaction

OLDEST = "SELECT id, key, body, headers FROM outbox ORDER BY id LIMIT ?"


class Outbox:
    """Messages that wait in a database until a relay has put them on a queue.

    Args:
        connection: To the database of the change. The relay needs one of its own,
            and thus an `Outbox` of its own, because it must not commit another
            task's half-done change.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        connection.execute(
            "CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY AUTOINCREMENT,"
            " key TEXT NOT NULL UNIQUE, body BLOB NOT NULL, headers TEXT NOT NULL)"
        )

    def add(self, body: bytes, *, key: str | None = None, headers: Mapping[str, str] = NO_HEADERS) -> str:
        """Add a message to the transaction that is open on the connection.

        Args:
            body: The data.
            key: Names the message uniquely, such as ``order-17-paid``; None for a
                random one.
            headers: Metadata, text by name.

        Returns:
            The key.

        Raises:
            RuntimeError: If no transaction is open, because the change and its
                message would then be separate.
            TypeError: If the body is not bytes, or key or headers are no text: no queue
                would take it, and it would block all messages behind it.
            sqlite3.IntegrityError: If the key is in the outbox already.
        """
        if not self._db.in_transaction:
            raise RuntimeError(
                "No transaction is open on this connection. Begin one, write the change, add the message,"
                " and commit both together."
            )
        check_types(body, key, headers)
        key = key or uuid.uuid4().hex
        row = (key, body, json.dumps(dict(headers)))
        self._db.execute("INSERT INTO outbox (key, body, headers) VALUES (?, ?, ?)", row)
        return key

    async def relay(self, queue: DeliveryQueue, batch: int = 100) -> int:
        """Put the oldest messages on the queue, in the order they were added; return how many.

        Call it again and again, and wait a moment when it returns 0. Run one
        relay at a time: two at once put every message twice, and out of order.

        Args:
            queue: Where the messages go.
            batch: The most messages to put.

        Raises:
            RuntimeError: If a transaction is open on the connection, because
                another task uses it. The messages stay in the outbox.
            Exception: As `DeliveryQueue.put_many`. The messages stay in the outbox.
        """
        with transaction(self._db):
            rows = self._db.execute(OLDEST, (batch,)).fetchall()
        if not rows:
            return 0
        ids, keys, bodies, headers = zip(*rows, strict=True)
        await queue.put_many(bodies, keys=keys, headers=map(json.loads, headers))
        with transaction(self._db):
            self._db.executemany("DELETE FROM outbox WHERE id = ?", [(id,) for id in ids])
        return len(rows)

    def __len__(self) -> int:
        count: int = self._db.execute("SELECT count(*) FROM outbox").fetchone()[0]
        return count
