"""No outbox table: the orders themselves are the outbox. A second table records what was published,
and every order without a row in it still waits.
"""


class Shop:
    """Orders in a database, and a message for each."""

    def __init__(self, db, publish):
        self.db, self.publish = db, publish
        db.execute("CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, dish TEXT NOT NULL)")
        db.execute("CREATE TABLE IF NOT EXISTS published (id TEXT PRIMARY KEY)")

    def place(self, order, dish):
        """Store an order, whose message will be published."""
        self.db.execute("INSERT INTO orders VALUES (?, ?)", (order, dish))

    def relay(self):
        """Publish the waiting messages, oldest first."""
        for order, dish in self.db.execute(
            "SELECT id, dish FROM orders WHERE id NOT IN (SELECT id FROM published) ORDER BY orders.rowid"
        ).fetchall():
            self.publish(order, dish)
            self.db.execute("INSERT INTO published VALUES (?)", (order,))
