"""MISCONCEPTION: Between two lines nothing happens.

VERDICT: STUCK
"""


class Shop:
    """Orders in a database, and a message for each."""

    def __init__(self, db, publish):
        self.db, self.publish = db, publish
        db.execute("CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, dish TEXT NOT NULL)")

    def place(self, order, dish):
        """Store an order."""
        self.db.execute("INSERT INTO orders VALUES (?, ?)", (order, dish))
        self.publish(order, dish)

    def relay(self):
        """Nothing is left to publish."""
