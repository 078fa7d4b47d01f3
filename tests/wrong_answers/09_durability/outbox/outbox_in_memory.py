"""MISCONCEPTION: The process will still be there when the queue is.

VERDICT: LOST
"""


class Shop:
    """Orders in a database, and a message for each."""

    def __init__(self, db, publish):
        self.db, self.publish = db, publish
        db.execute("CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, dish TEXT NOT NULL)")
        self.waiting = []

    def place(self, order, dish):
        """Store an order."""
        self.db.execute("INSERT INTO orders VALUES (?, ?)", (order, dish))
        self.waiting.append((order, dish))

    def relay(self):
        """Publish what waits."""
        while self.waiting:
            self.publish(*self.waiting[0])
            del self.waiting[0]
