"""One transaction on an SQLite connection, whichever way of committing the connection was opened with."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Commit what the block writes; nothing of it when the block raises.

    Raises:
        RuntimeError: If a transaction is open on the connection already.
    """
    if db.in_transaction:
        raise RuntimeError(
            "A transaction is open on this connection already. End it first, or use a connection of your own:"
            " a commit here must not include another task's half-done change."
        )
    # IMMEDIATE: take the right to write now, because another one could write between our read and our write.
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
