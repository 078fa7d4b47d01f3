"""Rows stay and are marked as sent, all that one relay published in one UPDATE. The key is a UUID,
made when the order is placed. `with db` commits or rolls back.
"""

import uuid


class Shop:
    """Orders in a database, and a message for each."""

    def __init__(self, db, publish):
        self.db, self.publish = db, publish
        db.execute("CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, dish TEXT NOT NULL)")
        db.execute("CREATE TABLE IF NOT EXISTS messages (n INTEGER PRIMARY KEY, key, body, sent DEFAULT 0)")

    def place(self, order, dish):
        """Store an order, whose message will be published."""
        with self.db:
            self.db.execute("BEGIN IMMEDIATE")
            message = (uuid.uuid4().hex, dish)
            self.db.execute("INSERT INTO messages (key, body) VALUES (?, ?)", message)
            self.db.execute("INSERT INTO orders VALUES (?, ?)", (order, dish))

    def relay(self):
        """Publish the waiting messages, oldest first."""
        last = 0
        try:
            for n, key, body in self.db.execute(
                "SELECT n, key, body FROM messages WHERE NOT sent ORDER BY n"
            ).fetchall():
                self.publish(key, body)
                last = n
        finally:
            self.db.execute("UPDATE messages SET sent = 1 WHERE n <= ?", (last,))
