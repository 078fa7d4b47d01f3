"""One UPDATE … RETURNING finds the order and leases it, without a transaction of several statements
(needs SQLite 3.35). The receipt is a random token that no other lease has.
"""

import secrets


class Queue:
    """Orders in a file, leased to one process at a time."""

    def __init__(self, db, now, lease=30):
        self.db, self.now, self.lease = db, now, lease
        db.execute(
            "CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, body BLOB, until REAL, token TEXT UNIQUE)"
        )

    def put(self, body):
        """Add an order, and return when it is committed."""
        self.db.execute("INSERT INTO orders (body, until) VALUES (?, 0)", (body,))

    def get(self):
        """Lease the oldest free order and return (receipt, body), or None."""
        token = secrets.token_hex(16)
        rows = self.db.execute(
            "UPDATE orders SET until = ?, token = ? WHERE id ="
            " (SELECT id FROM orders WHERE until <= ? ORDER BY id LIMIT 1) RETURNING body",
            (self.now() + self.lease, token, self.now()),
        ).fetchall()
        return (token, rows[0][0]) if rows else None

    def ack(self, receipt):
        """Mark the order as done. Return True if it was still yours."""
        with self.db:
            return self.db.execute("DELETE FROM orders WHERE token = ?", (receipt,)).rowcount > 0
