"""Two lists: due messages stand in line, leased and delayed ones are away. Every call first moves
those whose time is up back into the line.
"""

from bisect import insort
from itertools import count
from queue import Empty

from mqlearn.delivery import LeaseLost


class Delivery:
    """A message and its delivery are one object here; a new attempt is a new object."""

    def __init__(self, body, attempt, number):
        self.body, self.attempt, self.number = body, attempt, number


class LeaseQueue:
    """A queue that keeps every message until it is acked."""

    def __init__(self, lease, clock):
        self.lease, self.clock = lease, clock
        self.numbers = count()
        self.line = []  # (due since, number, body, attempts so far)
        self.away = []  # (back at, number, body, attempts so far, its delivery or None)

    def put(self, body):
        """Add a message; it is due now."""
        self._stand_in_line(self.clock(), next(self.numbers), body, 0)

    def get(self):
        """Lease a message and return a Delivery, or raise Empty."""
        self._come_back()
        if not self.line:
            raise Empty
        _, number, body, attempts = self.line.pop(0)
        delivery = Delivery(body, attempts + 1, number)
        self.away.append((self.clock() + self.lease, number, body, attempts + 1, delivery))
        return delivery

    def ack(self, delivery):
        """Forget the message, because the work is done."""
        self._take_back(delivery)

    def nack(self, delivery, delay=0):
        """Give the message back, because the work failed: it is due again in `delay` seconds."""
        _, number, body, attempts, _ = self._take_back(delivery)
        self.away.append((self.clock() + delay, number, body, attempts, None))

    def extend(self, delivery):
        """Begin a new lease, because the work takes longer."""
        _, *rest = self._take_back(delivery)
        self.away.append((self.clock() + self.lease, *rest))

    def _take_back(self, delivery):
        self._come_back()
        for place, entry in enumerate(self.away):
            if entry[4] is delivery:
                return self.away.pop(place)
        raise LeaseLost("the message may be leased again by now")

    def _come_back(self):
        now = self.clock()
        for entry in [entry for entry in self.away if entry[0] <= now]:
            self.away.remove(entry)
            self._stand_in_line(*entry[:4])

    def _stand_in_line(self, due, number, body, attempts):
        insort(self.line, (due, number, body, attempts))
