"""MISCONCEPTION: It is enough to look for leases that are over when something new comes.

VERDICT: LOST
"""

from dataclasses import dataclass
from queue import Empty
from typing import Any

from mqlearn.delivery import LeaseLost


@dataclass(eq=False)
class Delivery:
    body: Any
    attempt: int
    number: int
    until: float


class LeaseQueue:
    def __init__(self, lease, clock):
        self.lease, self.clock = lease, clock
        self.numbers = 0
        self.line, self.away = [], []

    def put(self, body):
        self.look_for_what_is_over()  # wrong: only here; while nothing new comes, what is over stays away
        self.numbers += 1
        self.line.append((self.clock(), self.numbers, body, 0))

    def look_for_what_is_over(self):
        for delivery in [d for d in self.away if d.until <= self.clock()]:
            self.away.remove(delivery)
            self.line.append((delivery.until, delivery.number, delivery.body, delivery.attempt))

    def get(self):
        due = [entry for entry in self.line if entry[0] <= self.clock()]
        if not due:
            raise Empty
        entry = min(due, key=lambda e: e[:2])
        self.line.remove(entry)
        _, number, body, attempts = entry
        delivery = Delivery(body, attempts + 1, number, self.clock() + self.lease)
        self.away.append(delivery)
        return delivery

    def ack(self, delivery):
        if delivery not in self.away:
            raise LeaseLost
        self.away.remove(delivery)

    def nack(self, delivery, delay=0):
        self.ack(delivery)
        self.line.append((self.clock() + delay, delivery.number, delivery.body, delivery.attempt))

    def extend(self, delivery):
        if delivery not in self.away:
            raise LeaseLost
        delivery.until = self.clock() + self.lease
