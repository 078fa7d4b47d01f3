"""What the third hint of lease_queue leads to, with its holes filled."""

from dataclasses import dataclass
from itertools import count
from queue import Empty
from typing import Any

from mqlearn.delivery import LeaseLost


@dataclass
class Delivery:
    """The result of `get`; `number` names the message."""

    body: Any
    attempt: int
    number: int


@dataclass
class Kept:
    """A message in the queue. While it is leased, `due` is the end of the lease."""

    body: Any
    due: float
    attempt: int = 0
    held: bool = False


class LeaseQueue:
    """A queue that keeps every message until it is acked."""

    def __init__(self, lease, clock):
        self.lease, self.clock = lease, clock
        self.kept = {}
        self.numbers = count()

    def put(self, body):
        """Add a message; it is due now."""
        self.kept[next(self.numbers)] = Kept(body, self.clock())

    def get(self):
        """Lease a message and return a Delivery, or raise Empty."""
        now = self.clock()
        due = [(kept.due, n) for n, kept in self.kept.items() if kept.due <= now]
        if not due:
            raise Empty
        _, number = min(due)
        kept = self.kept[number]
        kept.attempt += 1
        kept.due = now + self.lease
        kept.held = True
        return Delivery(kept.body, kept.attempt, number)

    def ack(self, delivery):
        """Forget the message, because the work is done."""
        self._leased(delivery)
        del self.kept[delivery.number]

    def nack(self, delivery, delay=0):
        """Give the message back, because the work failed: it is due again in `delay` seconds."""
        kept = self._leased(delivery)
        kept.due, kept.held = self.clock() + delay, False

    def extend(self, delivery):
        """Begin a new lease, because the work takes longer."""
        self._leased(delivery).due = self.clock() + self.lease

    def _leased(self, delivery):
        """Return the message if this delivery still holds it: the attempt is the receipt."""
        kept = self.kept.get(delivery.number)
        if kept is None or not kept.held or kept.attempt != delivery.attempt:
            raise LeaseLost
        return kept
