"""MISCONCEPTION: A message that was nacked starts again with attempt 1.

VERDICT: WRONG
"""

from dataclasses import dataclass
from itertools import count
from queue import Empty
from typing import Any

from mqlearn.delivery import LeaseLost


@dataclass
class Delivery:
    body: Any
    attempt: int
    number: int


@dataclass
class Kept:
    body: Any
    due: float
    attempt: int = 0
    held: bool = False


class LeaseQueue:
    def __init__(self, lease, clock):
        self.lease, self.clock = lease, clock
        self.kept = {}
        self.numbers = count()

    def put(self, body):
        self.kept[next(self.numbers)] = Kept(body, self.clock())

    def get(self):
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
        self._leased(delivery)
        del self.kept[delivery.number]

    def nack(self, delivery, delay=0):
        kept = self._leased(delivery)
        kept.due, kept.held = self.clock() + delay, False
        kept.attempt = 0  # wrong: nobody can see how often it failed

    def extend(self, delivery):
        self._leased(delivery).due = self.clock() + self.lease

    def _leased(self, delivery):
        kept = self.kept.get(delivery.number)
        if kept is None or not kept.held or kept.attempt != delivery.attempt or kept.due <= self.clock():
            raise LeaseLost
        return kept
