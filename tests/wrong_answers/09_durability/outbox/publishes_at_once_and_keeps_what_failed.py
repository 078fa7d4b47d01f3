"""MISCONCEPTION: Only a publish that raises needs to be remembered.

VERDICT: LOST
"""


class Shop:
    """Orders in a database, and a message for each."""

    def __init__(self, db, publish):
        self.db, self.publish = db, publish
        db.execute("CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, dish TEXT NOT NULL)")
        db.execute("CREATE TABLE IF NOT EXISTS failed (n INTEGER PRIMARY KEY AUTOINCREMENT, key, body)")

    def place(self, order, dish):
        """Store an order."""
        self.db.execute("INSERT INTO orders VALUES (?, ?)", (order, dish))
        try:
            if self.db.execute("SELECT 1 FROM failed").fetchone():
                raise ConnectionError
            self.publish(order, dish)
        except ConnectionError:
            self.db.execute("INSERT INTO failed (key, body) VALUES (?, ?)", (order, dish))

    def relay(self):
        """Publish what failed."""
        for n, key, body in self.db.execute("SELECT n, key, body FROM failed ORDER BY n").fetchall():
            self.publish(key, body)
            self.db.execute("DELETE FROM failed WHERE n = ?", (n,))
