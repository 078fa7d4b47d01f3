"""Two cooks take their orders from one database. On Saturday both cooked order 17, and nobody cooked order 18.

Task
    Write a queue of orders in an SQLite file. Each process makes a `Queue`
    with a connection of its own to the same file. `db.execute(sql, values)`
    runs one statement, and returns a cursor, which has `fetchone()` and
    `rowcount`; `values` may be left out. Each statement commits by itself,
    unless you write `BEGIN IMMEDIATE` and `COMMIT` around several.

    - `put(body)` adds an order, some bytes; equal bytes are two orders
    - `get()` leases the order that was put first of those that are free, for
      `lease` seconds, and returns `(receipt, body)`; None when none is free
    - `ack(receipt)`: the order is done. True if it was still yours, also when
      its lease expired and it was not leased again. False if it was leased
      again, by any process, or is done already

    `now()` is the time in seconds. All processes have the same.

Done when
    - a leased order is given out by no other `get`; when the lease is over
      and no ack came, it is free again, and the oldest goes first
    - of two processes that do something at the same time, in any order of their
      statements, never do both get the same order, nor does one get an order
      for which the other's ack returned True
    - a late ack changes nothing for the process that has the order now, nor for
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
        # TODO: keep these, create your table if it does not exist, then write the methods below
        raise NotImplementedError

    def put(self, body):
        """Add an order, and return when it is committed."""

    def get(self):
        """Lease the oldest free order and return (receipt, body), or None."""

    def ack(self, receipt):
        """Mark the order as done. Return True if it was still yours."""
