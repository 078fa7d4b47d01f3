"""A database connection that stops at every statement, to be killed or overtaken there.

Every statement that an answer executes, and every commit, is a step. Before it
and after it, the check may let somebody else use the same file, or kill the
process: then its connection is closed, the transaction that was open is gone,
and whatever the answer still calls has no effect.

    for at in range(1, MOST_STEPS):
        steps = Steps(kill_at=at)
        ... answer.Queue(steps.connect(path)) ...
        if not steps.killed:
            break

But: there are no threads in here. Who meets a lock that somebody else holds
does not wait: `Locked` ends the call, and the check begins it anew later.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

MOST_STEPS = 200
"""A scenario with more steps than this is no small one."""


class Killed(BaseException):
    """The process is dead. No Exception: nobody should catch it, and what is done then has no effect."""


class Locked(BaseException):
    """Somebody else holds the file, so the answer would wait here: the check goes on with the other one."""


class Steps:
    """Counts what one process does with its database, and stops it where the check says.

    Args:
        kill_at: At which step the process dies, counted from 1; 0 for never.
        watch: Called at each step with its number and place, before anybody dies.
        waits: Whether a lock raises `Locked`; otherwise it is SQLite's own error.

    Attributes:
        taken: The places of all steps so far, such as ``before COMMIT``.
        killed: Whether the process is dead.
    """

    def __init__(
        self, kill_at: int = 0, watch: Callable[[int, str], object] | None = None, waits: bool = False
    ) -> None:
        self.kill_at, self.watch, self.waits = kill_at, watch, waits
        self.taken: list[str] = []
        self.killed = False
        self._connections: list[SteppedConnection] = []

    def connect(self, path: Path | str) -> SteppedConnection:
        """Open the file: in WAL mode, and without transactions that Python opens by itself."""
        db = sqlite3.connect(path, isolation_level=None, timeout=0, factory=SteppedConnection)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = OFF")  # nobody cuts the power here
        db.execute("PRAGMA reverse_unordered_selects = ON")  # no ORDER BY is no order
        db.steps = self
        self._connections.append(db)
        return db

    def step(self, where: str) -> None:
        """A place where the process may die, or be overtaken."""
        self.alive()
        self.taken.append(where)
        number = len(self.taken)
        if self.watch:
            self.watch(number, where)
        if number == self.kill_at:
            self.killed = True
            self.close()
            raise Killed

    def alive(self) -> None:
        """Raise when the process is dead."""
        if self.killed:
            raise Killed

    def let_go(self) -> None:
        """Take back what the process has begun and not committed, after `Locked`."""
        for db in self._connections:
            sqlite3.Connection.rollback(db)

    def close(self) -> None:
        """Close the process's connections; what they had not committed is gone."""
        for db in self._connections:
            sqlite3.Connection.close(db)

    def perform(self, what: str, call: Callable[[], Any]) -> Any:
        """Take the step before and the step after, and the call in between."""
        self.step(f"before {what}")
        try:
            result = call()
        except sqlite3.OperationalError as error:
            if self.waits and "locked" in str(error):
                raise Locked from error
            raise
        self.step(f"after {what}")
        return result


class SteppedCursor(sqlite3.Cursor):
    """A cursor of which every statement is a step."""

    def _perform(self, sql: str, call: Callable[[], Any]) -> Any:
        steps = getattr(self.connection, "steps", None)
        if steps is None:
            return call()
        return steps.perform(" ".join(str(sql).split())[:60], call)

    def execute(self, sql: str, *parameters: Any) -> SteppedCursor:
        """As in `sqlite3`."""
        execute = super().execute
        self._perform(sql, lambda: execute(sql, *parameters))
        return self

    def executemany(self, sql: str, *parameters: Any) -> SteppedCursor:
        """As in `sqlite3`."""
        executemany = super().executemany
        self._perform(sql, lambda: executemany(sql, *parameters))
        return self

    def executescript(self, script: str) -> SteppedCursor:
        """As in `sqlite3`: it commits first, and then takes one statement after the other."""
        if self.connection.in_transaction:
            self.connection.commit()
        statement = ""
        for part in script.split(";"):
            statement += part + ";"
            if sqlite3.complete_statement(statement):
                self.execute(statement)
                statement = ""
        return self


class SteppedConnection(sqlite3.Connection):
    """A connection of which every statement is a step."""

    steps: Steps | None = None

    def cursor(self, *_: Any) -> SteppedCursor:  # type: ignore[override]
        """As in `sqlite3`."""
        if self.steps:
            self.steps.alive()
        return super().cursor(SteppedCursor)

    def execute(self, sql: str, *parameters: Any) -> SteppedCursor:
        """As in `sqlite3`."""
        return self.cursor().execute(sql, *parameters)

    def executemany(self, sql: str, *parameters: Any) -> SteppedCursor:
        """As in `sqlite3`."""
        return self.cursor().executemany(sql, *parameters)

    def executescript(self, script: str) -> SteppedCursor:
        """As in `sqlite3`."""
        return self.cursor().executescript(script)

    def commit(self) -> None:
        """As in `sqlite3`."""
        if self.in_transaction_alive():
            self.execute("COMMIT")

    def rollback(self) -> None:
        """As in `sqlite3`."""
        if self.in_transaction_alive():
            self.execute("ROLLBACK")

    def in_transaction_alive(self) -> bool:
        """Whether a transaction is open; raises when the process is dead."""
        if self.steps:
            self.steps.alive()
        return self.in_transaction

    def __enter__(self) -> SteppedConnection:
        """As in `sqlite3`."""
        return self

    def __exit__(self, kind: Any, *_: Any) -> Any:
        """As in `sqlite3`: commit, or roll back when the block raised."""
        if self.steps and self.steps.killed:
            return False
        self.commit() if kind is None else self.rollback()
        return False
