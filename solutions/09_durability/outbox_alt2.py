"""A trigger writes the message, so no code that places orders can forget it. The relay reads one row
at a time, and returns if the queue is down.
"""

from contextlib import suppress


class Shop:
    """Orders in a database, and a message for each."""

    def __init__(self, db, publish):
        self.db, self.publish = db, publish
        db.execute("CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, dish TEXT NOT NULL)")
        db.execute(
            "CREATE TABLE IF NOT EXISTS waits (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT, dish TEXT)"
        )
        db.execute(
            "CREATE TRIGGER IF NOT EXISTS placed AFTER INSERT ON orders"
            " BEGIN INSERT INTO waits (id, dish) VALUES (new.id, new.dish); END"
        )

    def place(self, order, dish):
        """Store an order, whose message will be published."""
        self.db.execute("INSERT INTO orders VALUES (?, ?)", (order, dish))

    def relay(self):
        """Publish the waiting messages, oldest first."""
        with suppress(ConnectionError):
            while row := self.db.execute("SELECT n, id, dish FROM waits ORDER BY n LIMIT 1").fetchone():
                self.publish(f"order {row[1]}", row[2])
                self.db.execute("DELETE FROM waits WHERE n = ?", (row[0],))
