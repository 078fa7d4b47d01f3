"""A heap ordered by due time, so that get costs O(log n). An outdated entry is skipped when it
comes to the top. The Delivery object itself is the receipt.
"""

import heapq
from itertools import count
from queue import Empty

from mqlearn.delivery import LeaseLost


class Delivery:
    """A leased message; the object itself is the receipt."""

    def __init__(self, message):
        message.attempt += 1
        message.holder = self
        self.message, self.body, self.attempt = message, message.body, message.attempt


class Message:
    """A message in the queue; an ack sets its due time to None."""

    def __init__(self, body, number):
        self.body, self.number = body, number
        self.attempt = 0


class LeaseQueue:
    """A queue that keeps every message until it is acked. A `get` costs O(log n)."""

    def __init__(self, lease, clock):
        self._lease, self._clock = lease, clock
        self._heap, self._numbers = [], count()

    def put(self, body):
        """Add a message; it is due now."""
        self._is_due(Message(body, next(self._numbers)), 0)

    def get(self):
        """Lease a message and return a Delivery, or raise Empty."""
        while self._heap and self._heap[0][0] <= self._clock():
            due, _, message = heapq.heappop(self._heap)
            if message.due == due:
                self._is_due(message, self._lease)
                return Delivery(message)
        raise Empty

    def ack(self, delivery):
        """Forget the message, because the work is done."""
        message = self._settle(delivery)
        message.due = message.body = None

    def nack(self, delivery, delay=0):
        """Give the message back, because the work failed: it is due again in `delay` seconds."""
        self._is_due(self._settle(delivery), delay)

    def extend(self, delivery):
        """Begin a new lease, because the work takes longer."""
        message = self._settle(delivery)
        message.holder = delivery
        self._is_due(message, self._lease)

    def _is_due(self, message, seconds):
        message.due = self._clock() + seconds
        heapq.heappush(self._heap, (message.due, message.number, message))

    def _settle(self, delivery):
        message = delivery.message
        if message.holder is not delivery:
            raise LeaseLost(f"{message.body} is no longer leased to you")
        message.holder = None
        return message
