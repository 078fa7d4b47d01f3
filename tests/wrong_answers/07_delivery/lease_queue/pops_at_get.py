"""MISCONCEPTION: Getting a message removes it from the queue.

VERDICT: LOST
"""

from collections import deque
from dataclasses import dataclass
from queue import Empty
from typing import Any


@dataclass
class Delivery:
    body: Any
    attempt: int


class LeaseQueue:
    def __init__(self, lease, clock):
        self.waiting = deque()

    def put(self, body):
        self.waiting.append((body, 0))

    def get(self):
        if not self.waiting:
            raise Empty
        body, attempts = self.waiting.popleft()  # wrong: now only the courier has it
        return Delivery(body, attempts + 1)

    def ack(self, delivery):
        pass

    def nack(self, delivery, delay=0):
        self.waiting.append((delivery.body, delivery.attempt))

    def extend(self, delivery):
        pass
