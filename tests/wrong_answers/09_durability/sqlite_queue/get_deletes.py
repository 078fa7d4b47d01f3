"""MISCONCEPTION: An order that was given out is in good hands.

VERDICT: LOST
"""


class Queue:
    """Orders in a file, leased to one process at a time."""

    def __init__(self, db, now, lease=30):
        self.db, self.now, self.lease, self.mine = db, now, lease, set()
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
        oldest = "SELECT id, attempt + 1, body FROM queue WHERE free_at <= ? ORDER BY id LIMIT 1"
        row = self.db.execute(oldest, (now,)).fetchone()
        if row:
            self.db.execute("DELETE FROM queue WHERE id = ?", (row[0],))
            self.mine.add(row[:2])
        self.db.execute("COMMIT")
        return ((row[0], row[1]), row[2]) if row else None

    def ack(self, receipt):
        """Say that the order is done: whether it was still yours."""
        mine = receipt in self.mine
        self.mine.discard(receipt)
        return mine
