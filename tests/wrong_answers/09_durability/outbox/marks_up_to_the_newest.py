"""MISCONCEPTION: The newest number is the last that was published.

VERDICT: LOST
"""

import uuid


class Shop:
    """Orders in a database, and a message for each."""

    def __init__(self, db, publish):
        self.db, self.publish = db, publish
        db.execute("CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, dish TEXT NOT NULL)")
        db.execute("CREATE TABLE IF NOT EXISTS messages (n INTEGER PRIMARY KEY, key, body, sent DEFAULT 0)")

    def place(self, order, dish):
        """Store an order; its message will be published."""
        with self.db:
            self.db.execute("BEGIN IMMEDIATE")
            message = (uuid.uuid4().hex, dish)
            self.db.execute("INSERT INTO messages (key, body) VALUES (?, ?)", message)
            self.db.execute("INSERT INTO orders VALUES (?, ?)", (order, dish))

    def relay(self):
        """Publish what waits, oldest first."""
        newest = 0
        try:
            for n, key, body in self.db.execute(
                "SELECT n, key, body FROM messages WHERE NOT sent ORDER BY n LIMIT 100"
            ).fetchall():
                self.publish(key, body)
            newest = self.db.execute("SELECT max(n) FROM messages").fetchone()[0]
        finally:
            self.db.execute("UPDATE messages SET sent = 1 WHERE n <= ?", (newest,))
