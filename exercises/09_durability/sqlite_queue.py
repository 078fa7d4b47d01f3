"""Two cooks take their orders from one database. On Saturday both cooked order 17, and nobody cooked order 18.

Task
    Write a queue of orders in an SQLite file. Each process makes a `Queue`
    with a connection of its own to the same file. `db.execute(sql, values)`
    runs one statement, and returns a cursor, which has `fetchone()` and
    `rowcount`; `values` may be left out. Each statement commits by itself,
    unless you write `BEGIN IMMEDIATE` and `COMMIT` around several.

    - `put(body)` adds an order, some bytes
    - `get()` leases the order that has waited longest for `lease` seconds, and
      returns `(receipt, body)`; None when there is nothing to take
    - `ack(receipt)`: the order is done. True if it was still yours, also when
      its lease ran out and nobody has taken it since. False if it was leased
      anew, or is done already

    `now()` is the time in seconds. All processes have the same.

Done when
    - an order that is leased is given to nobody else; when the lease is over,
      and nobody has acked, it is given out again, and the oldest goes first
    - of two processes that do something at the same time, whatever the order
      of their statements, never do both get the same order, or one an order
      for which the other's ack returned True
    - a late ack changes nothing for the one who has the order now, nor for
      any order that was put later
    - a process may be killed at any statement: an order whose `put` returned
      is there until it is acked, and one whose ack returned is gone

Predict
    The first cook leases order 17, and is too slow. The second one gets it,
    cooks and acks it: its row is deleted. The waiter puts order 18. Now the
    first cook acks, and all that it remembers is the row's id. What is lost?
"""


class Queue:
    """Orders in a file, leased to one process at a time."""

    def __init__(self, db, now, lease=30):
        # TODO: keep these, and create your table, if it is not there; then write the methods below
        raise NotImplementedError

    def put(self, body):
        """Add an order; return when it is committed."""

    def get(self):
        """Lease the oldest order that is free: (receipt, body), or None."""

    def ack(self, receipt):
        """Say that the order is done: whether it was still yours."""
