"""MISCONCEPTION: The table is there, and the rest will follow.

VERDICT: LOST
"""


class Shop:
    """Orders in a database, and a message for each."""

    def __init__(self, db, publish):
        self.db, self.publish = db, publish
        db.execute("CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, dish TEXT NOT NULL)")

    def place(self, order, dish):
        """Store an order."""
        # self.db.execute("INSERT INTO orders VALUES (?, ?)", (order, dish))

    def relay(self):
        """Publish what waits."""
