"""MISCONCEPTION: Two deliveries with the same body and the same attempt are the same.

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
        return Delivery(kept.body, kept.attempt)

    def ack(self, delivery):
        del self.kept[self._leased(delivery)]

    def nack(self, delivery, delay=0):
        kept = self.kept[self._leased(delivery)]
        kept.due, kept.held = self.clock() + delay, False

    def extend(self, delivery):
        self.kept[self._leased(delivery)].due = self.clock() + self.lease

    def _leased(self, delivery):
        for number, kept in self.kept.items():
            if kept.held and (kept.body, kept.attempt) == (delivery.body, delivery.attempt):
                return number  # wrong: the first that looks like it
        raise LeaseLost
