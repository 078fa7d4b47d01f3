"""A courier who takes a parcel and never comes back must not cost the depot the parcel.

Task
    Write `LeaseQueue`. Whoever gets a message only leases it: the queue keeps
    it, and when the lease runs out, somebody else may have it. `clock()` gives
    the time in seconds; never ask another clock, and never wait.

Done when
    - `get()` leases the message that has been due longest; of two that became
      due at the same moment, the one put first. Nothing due: queue.Empty
    - a message is due when it is put, when its lease is over, and after a nack
    - a lease holds for `lease` seconds; at that very moment it is over
    - `attempt` is 1 for the first delivery of a message, then 2, and so on
    - ack: it is gone. nack: due again in `delay` seconds. extend: a new lease
    - ack, nack and extend raise LeaseLost and change nothing when somebody else
      has leased the message since, or when this delivery was acked or nacked
      before (when the lease is over and nobody else has come, do as you like)
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
    """What `get` returns. Whatever else you want to know again at the ack may stand here, too."""

    body: Any
    attempt: int


class LeaseQueue:
    """Keeps every message until somebody acks it."""

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
        """The work is done: forget the message."""
        raise NotImplementedError

    def nack(self, delivery, delay=0):
        """The work failed: the message is due again in `delay` seconds."""
        raise NotImplementedError

    def extend(self, delivery):
        """The work takes longer: let the lease begin anew."""
        raise NotImplementedError
