"""MISCONCEPTION: What comes back takes its place in the order in which gets find out.

VERDICT: REORDERED
"""

from collections import deque
from dataclasses import dataclass
from queue import Empty
from typing import Any

from mqlearn.delivery import LeaseLost


@dataclass(eq=False)
class Delivery:
    body: Any
    attempt: int
    until: float


class LeaseQueue:
    def __init__(self, lease, clock):
        self.lease, self.clock = lease, clock
        self.waiting = deque()
        self.away = []

    def put(self, body):
        self.waiting.append((body, 0))

    def get(self):
        for delivery in [d for d in self.away if d.until <= self.clock()]:
            self.away.remove(delivery)
            self.waiting.append((delivery.body, delivery.attempt))  # wrong: behind what was put later
        if not self.waiting:
            raise Empty
        body, attempts = self.waiting.popleft()
        delivery = Delivery(body, attempts + 1, self.clock() + self.lease)
        self.away.append(delivery)
        return delivery

    def ack(self, delivery):
        if delivery not in self.away or delivery.until <= self.clock():
            raise LeaseLost
        self.away.remove(delivery)

    def nack(self, delivery, delay=0):
        self.ack(delivery)
        self.away.append(Delivery(delivery.body, delivery.attempt, self.clock() + delay))

    def extend(self, delivery):
        if delivery not in self.away or delivery.until <= self.clock():
            raise LeaseLost
        delivery.until = self.clock() + self.lease
