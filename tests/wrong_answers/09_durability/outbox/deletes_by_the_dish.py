"""MISCONCEPTION: The body of a published message says which row it was.

VERDICT: LOST
"""

class Shop:
    """Orders in a database, and a message for each."""

    def __init__(self, db, publish):
        self.db, self.publish = db, publish
        db.execute("CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, dish TEXT NOT NULL)")
        db.execute(
            "CREATE TABLE IF NOT EXISTS outbox (n INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT, body TEXT)"
        )

    def place(self, order, dish):
        """Store an order; its message will be published."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            self.db.execute("INSERT INTO orders VALUES (?, ?)", (order, dish))
            self.db.execute("INSERT INTO outbox (key, body) VALUES (?, ?)", (order, dish))
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def relay(self):
        """Publish what waits, oldest first."""
        for n, key, body in self.db.execute("SELECT n, key, body FROM outbox ORDER BY n").fetchall():
            self.publish(key, body)  # outside of any transaction: it may take long
            self.db.execute("DELETE FROM outbox WHERE body = ?", (body,))
