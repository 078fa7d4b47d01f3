"""MISCONCEPTION: Two messages with the same body are the same message.

VERDICT: LOST
"""

from dataclasses import dataclass
from queue import Empty
from typing import Any

from mqlearn.delivery import LeaseLost


@dataclass
class Delivery:
    body: Any
    attempt: int


class LeaseQueue:
    def __init__(self, lease, clock):
        self.lease, self.clock = lease, clock
        self.due, self.attempts, self.held = {}, {}, set()

    def put(self, body):
        self.due[body] = self.clock()  # wrong: the second one with this body replaces the first
        self.attempts[body] = 0

    def get(self):
        due = [body for body, moment in self.due.items() if moment <= self.clock()]
        if not due:
            raise Empty
        body = min(due, key=self.due.get)
        self.due[body] = self.clock() + self.lease
        self.attempts[body] += 1
        self.held.add(body)
        return Delivery(body, self.attempts[body])

    def ack(self, delivery):
        self._check(delivery)
        del self.due[delivery.body]

    def nack(self, delivery, delay=0):
        self._check(delivery)
        self.held.remove(delivery.body)
        self.due[delivery.body] = self.clock() + delay

    def extend(self, delivery):
        self._check(delivery)
        self.due[delivery.body] = self.clock() + self.lease

    def _check(self, delivery):
        body = delivery.body
        mine = body in self.held and self.attempts[body] == delivery.attempt
        if not mine or self.due.get(body, 0) <= self.clock():
            raise LeaseLost
