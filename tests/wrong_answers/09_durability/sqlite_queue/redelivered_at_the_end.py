"""MISCONCEPTION: An order that was not finished goes to the end of the line.

VERDICT: REORDERED
"""


class Queue:
    """Orders in a file, leased to one process at a time."""

    def __init__(self, db, now, lease=30):
        self.db, self.now, self.lease = db, now, lease
        db.execute(
            "CREATE TABLE IF NOT EXISTS queue"
            " (id INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB, free_at REAL DEFAULT 0, attempt INTEGER DEFAULT 0)"
        )

    def put(self, body):
        """Add an order; return when it is committed."""
        self.db.execute("INSERT INTO queue (body) VALUES (?)", (body,))

    def get(self):
        """Lease the oldest order that is free: (receipt, body), or None."""
        now = self.now()
        self.db.execute("BEGIN IMMEDIATE")  # from here on, nobody else writes
        oldest = "SELECT id, attempt + 1, body FROM queue WHERE free_at <= ? ORDER BY free_at, id LIMIT 1"
        row = self.db.execute(oldest, (now,)).fetchone()
        if row:
            lease = "UPDATE queue SET free_at = ?, attempt = ? WHERE id = ?"
            self.db.execute(lease, (now + self.lease, row[1], row[0]))
        self.db.execute("COMMIT")
        return ((row[0], row[1]), row[2]) if row else None

    def ack(self, receipt):
        """Say that the order is done: whether it was still yours."""
        return self.db.execute("DELETE FROM queue WHERE id = ? AND attempt = ?", receipt).rowcount == 1
