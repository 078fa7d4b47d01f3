"""MISCONCEPTION: What stands in the class body belongs to each object.

VERDICT: WRONG
"""

from dataclasses import dataclass
from queue import Empty
from typing import Any

from mqlearn.delivery import LeaseLost


@dataclass
class Delivery:
    body: Any
    attempt: int
    number: int = 0


class LeaseQueue:
    messages = {}  # wrong: one for all queues
    next = 0

    def __init__(self, lease, clock):
        self.lease, self.clock = lease, clock

    def put(self, body):
        self.messages[self.next] = [self.clock(), body, 0, False]
        self.next += 1

    def get(self):
        now = self.clock()
        due = [(m[0], n) for n, m in self.messages.items() if m[0] <= now]
        if not due:
            raise Empty
        _, n = min(due)
        m = self.messages[n]
        m[0], m[2], m[3] = now + self.lease, m[2] + 1, True
        return Delivery(m[1], m[2], n)

    def mine(self, d):
        m = self.messages.get(d.number)
        if m is None or m[2] != d.attempt or not m[3]:
            raise LeaseLost
        return m

    def ack(self, delivery):
        self.mine(delivery)
        del self.messages[delivery.number]

    def nack(self, delivery, delay=0):
        m = self.mine(delivery)
        m[0], m[3] = self.clock() + delay, False

    def extend(self, delivery):
        self.mine(delivery)[0] = self.clock() + self.lease
