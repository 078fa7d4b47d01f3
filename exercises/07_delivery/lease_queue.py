"""A courier who takes a parcel and never comes back must not cost the depot the parcel.

Task
    Write `LeaseQueue`. A `get` only leases a message: the queue keeps it, and
    when the lease expires, another `get` may return it. `clock()` gives the
    time in seconds; use no other clock, and never wait.

Done when
    - `get()` leases the message that has been due longest; of two that became
      due at the same moment, the one put first. Nothing due: queue.Empty
    - a message is due when it is put, when its lease is over, and after a nack
    - a lease holds for `lease` seconds; at that very moment it is over
    - `attempt` is 1 for a message's first delivery, then 2 ...; a body may be None
    - ack: it is gone. nack: due again in `delay` seconds. extend: a new lease
    - ack, nack and extend raise LeaseLost and change nothing if the message was
      leased again since, or if this delivery was acked or nacked before. (If the
      lease is over and the message was not leased again, both answers are right)
    - a message that is gone is not kept in memory

Predict
    The lease is 10 s. Ada gets the parcel at 0 s, Ben gets it at 12 s. At 13 s
    Ada acks, and at 14 s Ben does. What does each of them see?
"""

from dataclasses import dataclass
from queue import Empty  # noqa: F401
from typing import Any

from mqlearn.delivery import LeaseLost  # noqa: F401


@dataclass
class Delivery:
    """The result of `get`. Add any field that you need again at the ack."""

    body: Any
    attempt: int


class LeaseQueue:
    """A queue that keeps every message until it is acked."""

    # TODO: write these six methods
    def __init__(self, lease, clock):
        raise NotImplementedError

    def put(self, body):
        """Add a message; it is due now."""
        raise NotImplementedError

    def get(self):
        """Lease a message and return a Delivery, or raise Empty."""
        raise NotImplementedError

    def ack(self, delivery):
        """Forget the message, because the work is done."""
        raise NotImplementedError

    def nack(self, delivery, delay=0):
        """Give the message back, because the work failed: it is due again in `delay` seconds."""
        raise NotImplementedError

    def extend(self, delivery):
        """Begin a new lease, because the work takes longer."""
        raise NotImplementedError
