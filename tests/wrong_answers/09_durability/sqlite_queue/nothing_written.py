"""MISCONCEPTION: The table is there, and so is the queue.

VERDICT: LOST
"""


class Queue:
    """Orders in a file."""

    def __init__(self, db, now, lease=30):
        self.db, self.now, self.lease = db, now, lease
        # db.execute("CREATE TABLE IF NOT EXISTS queue (id INTEGER PRIMARY KEY, body BLOB)")

    def put(self, body):
        """Add an order."""

    def get(self):
        """Lease an order."""

    def ack(self, receipt):
        """Say that the order is done."""
