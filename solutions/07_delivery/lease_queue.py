"""A message carries the moment at which it is due. Leasing it moves that moment into the future."""

from dataclasses import dataclass
from itertools import count
from queue import Empty
from typing import Any

from mqlearn.delivery import LeaseLost


@dataclass
class Delivery:
    """What `get` returns; the number says of which message."""

    body: Any
    attempt: int
    number: int


@dataclass
class Kept:
    """A message in the queue. While somebody holds it, `due` is the end of the lease."""

    body: Any
    due: float
    attempt: int = 0
    held: bool = False


class LeaseQueue:
    """Keeps every message until somebody acks it."""

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
        due = [(kept.due, number) for number, kept in self.kept.items() if kept.due <= now]
        if not due:
            raise Empty
        _, number = min(due)
        kept = self.kept[number]
        kept.due, kept.held = now + self.lease, True
        kept.attempt += 1
        return Delivery(kept.body, kept.attempt, number)

    def ack(self, delivery):
        """The work is done: forget the message."""
        self._leased(delivery)
        del self.kept[delivery.number]

    def nack(self, delivery, delay=0):
        """The work failed: the message is due again in `delay` seconds."""
        kept = self._leased(delivery)
        kept.due, kept.held = self.clock() + delay, False

    def extend(self, delivery):
        """The work takes longer: let the lease begin anew."""
        self._leased(delivery).due = self.clock() + self.lease

    def _leased(self, delivery):
        """The message, if this delivery is still the one that holds it: the attempt is the receipt."""
        kept = self.kept.get(delivery.number)
        if kept is None or not kept.held or kept.attempt != delivery.attempt:
            raise LeaseLost("this delivery holds the message no longer")
        return kept
