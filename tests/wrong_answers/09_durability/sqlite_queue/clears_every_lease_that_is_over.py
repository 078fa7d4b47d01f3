"""MISCONCEPTION: Any process may clear away a lease that is over.

VERDICT: WRONG
"""

import secrets


class Queue:
    """Orders in a file, leased to one process at a time."""

    def __init__(self, db, now, lease=30):
        self.db, self.now, self.lease = db, now, lease
        db.execute("CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, body BLOB, until REAL, token TEXT)")

    def put(self, body):
        self.db.execute("INSERT INTO orders (body) VALUES (?)", (body,))

    def get(self):
        self.db.execute("BEGIN IMMEDIATE")
        now = self.now()
        self.db.execute("UPDATE orders SET token = NULL WHERE until <= ?", (now,))
        row = self.db.execute("SELECT id, body FROM orders WHERE token IS NULL ORDER BY id LIMIT 1").fetchone()
        if row:
            token = secrets.token_hex(8)
            self.db.execute("UPDATE orders SET token = ?, until = ? WHERE id = ?", (token, now + self.lease, row[0]))
        self.db.execute("COMMIT")
        return (token, row[1]) if row else None

    def ack(self, receipt):
        return self.db.execute("DELETE FROM orders WHERE token = ?", (receipt,)).rowcount == 1
