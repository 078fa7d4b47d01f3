"""MISCONCEPTION: A receipt is the name of the process.

VERDICT: WRONG
"""

import secrets


class Queue:
    """Orders in a file, leased to one process at a time."""

    def __init__(self, db, now, lease=30):
        self.db, self.now, self.lease = db, now, lease
        self.name = secrets.token_hex(16)
        db.execute(
            "CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, body BLOB, until REAL, token TEXT)"
        )

    def put(self, body):
        """Add an order; return when it is committed."""
        self.db.execute("INSERT INTO orders (body, until) VALUES (?, 0)", (body,))

    def get(self):
        """Lease the oldest order that is free: (receipt, body), or None."""
        token = self.name
        rows = self.db.execute(
            "UPDATE orders SET until = ?, token = ? WHERE id ="
            " (SELECT id FROM orders WHERE until <= ? ORDER BY id LIMIT 1) RETURNING body",
            (self.now() + self.lease, token, self.now()),
        ).fetchall()
        return (token, rows[0][0]) if rows else None

    def ack(self, receipt):
        """Say that the order is done: whether it was still yours."""
        with self.db:
            return self.db.execute("DELETE FROM orders WHERE token = ?", (receipt,)).rowcount > 0
