"""MISCONCEPTION: A get that finds nothing looks again.

VERDICT: SPINNING
"""


class Queue:
    """Orders in a file, leased to one process at a time; a finished order stays, with a mark."""

    def __init__(self, db, now, lease=30):
        self.db, self.now, self.lease = db, now, lease
        db.execute("CREATE TABLE IF NOT EXISTS q (n INTEGER PRIMARY KEY, body, until, version, done)")

    def put(self, body):
        """Add an order; return when it is committed."""
        self.db.execute("INSERT INTO q (body, until, version, done) VALUES (?, 0, 0, 0)", (body,))

    def get(self):
        """Lease the oldest order that is free: (receipt, body), or None."""
        while True:
            now = self.now()
            row = self.db.execute(
                "SELECT n, version, body FROM q WHERE NOT done AND until <= ? ORDER BY n LIMIT 1", (now,)
            ).fetchone()
            if row is None:
                continue
            n, version, body = row
            taken = self.db.execute(
                "UPDATE q SET until = ?, version = version + 1 WHERE n = ? AND version = ? AND NOT done",
                (now + self.lease, n, version),
            )
            if taken.rowcount:
                return (n, version + 1), body

    def ack(self, receipt):
        """Say that the order is done: whether it was still yours."""
        marked = self.db.execute("UPDATE q SET done = 1 WHERE n = ? AND version = ? AND NOT done", receipt)
        return marked.rowcount == 1
