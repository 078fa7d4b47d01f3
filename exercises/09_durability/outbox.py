"""A shop stores an order, and puts a message for the warehouse on a queue. Order 31 was paid and never packed.

Task
    Write the class `Shop`. It has a connection to its SQLite database, and
    `publish(key, body)`, which puts a message on the queue and returns when the
    queue has confirmed it, or raises ConnectionError. The queue is no part of
    the database: no transaction holds both.

    - `place(order, dish)` stores a row in the table `orders`, and makes sure
      that a message will be published. Let it raise sqlite3.IntegrityError
      when the order's id is taken: then nothing is stored or published
    - `relay()` publishes every message that is still to be published; one
      process calls it again and again. If `publish` raises, let `relay` raise or
      return, and do not keep trying: the next call tries again

    Each statement commits by itself, unless you write `BEGIN IMMEDIATE` and
    `COMMIT` around several, or `ROLLBACK`.

Done when
    - a process may be killed at any step, and started again: then each order in
      the table has its message, and each message has its order
    - a message whose `publish` returned is published again only after a crash.
      One whose `publish` raised is published again: it may have arrived or not
    - a message has the same key each time; two orders never have the same key
    - the body of a message is the dish, as text; messages are first published
      in the order in which the orders were placed
    - while the queue is down, orders can be placed. When it is up again, the
      next `relay()` publishes them all
    - other processes can place orders at any moment, also during a `publish`

Predict
    The shop commits the order first, and publishes then. It dies in between.
    What has the customer, and what does the warehouse know? And if it publishes
    first?
"""


class Shop:
    """Orders in a database, and a message for each."""

    def __init__(self, db, publish):
        self.db, self.publish = db, publish
        db.execute("CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, dish TEXT NOT NULL)")
        # TODO: create a table for the waiting messages, then write the methods below
        raise NotImplementedError

    def place(self, order, dish):
        """Store an order, whose message will be published."""

    def relay(self):
        """Publish the waiting messages, oldest first."""
