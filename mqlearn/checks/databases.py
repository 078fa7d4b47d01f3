"""A database connection that stops at every statement, so that a check can kill or overtake it there.

Every statement that an answer executes, and every commit, is a step. Before and
after each step, the check may let another process use the same file, or kill this
one: its connection is closed, its open transaction is gone, and nothing that the
answer still calls has an effect.

    for at in range(1, MOST_STATEMENTS):
        steps = Steps(kill_at=at)
        ... answer.Queue(steps.connect(path)) ...
        if not steps.killed:
            break

But: there are no threads here. A process that meets a lock held by another one
does not wait: `Locked` ends the call, and the check repeats it later.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

MOST_STATEMENTS = 200
"""The search ends here: a scenario with more statements is too large for one check."""


class Killed(BaseException):
    """The process is dead. Not an Exception, so that no answer catches it by accident."""


class Locked(BaseException):
    """Another process holds the file, so the answer would wait here. The check runs the other one first."""


class Steps:
    """Counts the steps of one process in its database, and stops it where the check says.

    Args:
        kill_at: The step at which the process dies, counted from 1; 0 for never.
        watch: Called at each step with its number and place, before the process dies.
        waits: True if a lock raises `Locked`; otherwise SQLite's own error comes through.

    Attributes:
        taken: The places of all steps so far, such as ``before COMMIT``.
        killed: True if the process is dead.
    """

    def __init__(
        self, kill_at: int = 0, watch: Callable[[int, str], object] | None = None, waits: bool = False
    ) -> None:
        self.kill_at, self.watch, self.waits = kill_at, watch, waits
        self.taken: list[str] = []
        self.killed = False
        self._connections: list[SteppedConnection] = []

    def connect(self, path: Path | str) -> SteppedConnection:
        """Open the file in WAL mode, without the transactions that Python begins by itself."""
        db = sqlite3.connect(path, isolation_level=None, timeout=0, factory=SteppedConnection)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = OFF")  # no power cut in these checks
        db.execute("PRAGMA reverse_unordered_selects = ON")  # without ORDER BY, rows come in any order
        db.steps = self
        self._connections.append(db)
        return db

    def step(self, where: str) -> None:
        """Take a step: the process may die here, or be overtaken."""
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
        """Raise `Killed` if the process is dead."""
        if self.killed:
            raise Killed

    def let_go(self) -> None:
        """Roll back what the process has not committed, after `Locked`."""
        for db in self._connections:
            sqlite3.Connection.rollback(db)

    def close(self) -> None:
        """Close the process's connections; uncommitted changes are gone."""
        for db in self._connections:
            sqlite3.Connection.close(db)

    def perform(self, what: str, call: Callable[[], Any]) -> Any:
        """Make the call between a step before it and a step after it."""
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
    """A cursor whose every statement is a step."""

    def _perform(self, sql: str, call: Callable[[], Any]) -> Any:
        steps = getattr(self.connection, "steps", None)
        if steps is None:
            return call()
        return steps.perform(" ".join(str(sql).split())[:60], call)

    def execute(self, sql: str, *parameters: Any) -> SteppedCursor:
        """Do as `sqlite3` does."""
        execute = super().execute
        self._perform(sql, lambda: execute(sql, *parameters))
        return self

    def executemany(self, sql: str, *parameters: Any) -> SteppedCursor:
        """Do as `sqlite3` does."""
        executemany = super().executemany
        self._perform(sql, lambda: executemany(sql, *parameters))
        return self

    def executescript(self, script: str) -> SteppedCursor:
        """Do as `sqlite3` does: commit first, then execute one statement after the other."""
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
    """A connection whose every statement is a step."""

    steps: Steps | None = None

    def cursor(self, *_: Any) -> SteppedCursor:  # type: ignore[override]
        """Do as `sqlite3` does."""
        if self.steps:
            self.steps.alive()
        return super().cursor(SteppedCursor)

    def execute(self, sql: str, *parameters: Any) -> SteppedCursor:
        """Do as `sqlite3` does."""
        return self.cursor().execute(sql, *parameters)

    def executemany(self, sql: str, *parameters: Any) -> SteppedCursor:
        """Do as `sqlite3` does."""
        return self.cursor().executemany(sql, *parameters)

    def executescript(self, script: str) -> SteppedCursor:
        """Do as `sqlite3` does."""
        return self.cursor().executescript(script)

    def commit(self) -> None:
        """Do as `sqlite3` does."""
        if self.in_transaction_alive():
            self.execute("COMMIT")

    def rollback(self) -> None:
        """Do as `sqlite3` does."""
        if self.in_transaction_alive():
            self.execute("ROLLBACK")

    def in_transaction_alive(self) -> bool:
        """Return True if a transaction is open. Raise `Killed` if the process is dead."""
        if self.steps:
            self.steps.alive()
        return self.in_transaction

    def __enter__(self) -> SteppedConnection:
        """Do as `sqlite3` does."""
        return self

    def __exit__(self, kind: Any, *_: Any) -> Any:
        """Do as `sqlite3` does: commit, or roll back if the block raised."""
        if self.steps and self.steps.killed:
            return False
        self.commit() if kind is None else self.rollback()
        return False
