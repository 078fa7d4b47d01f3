"""MISCONCEPTION: A list does as well: the database is only for tomorrow.

VERDICT: LOST
"""

from collections import deque

WAITING = deque()


class Queue:
    """Orders in memory."""

    def __init__(self, db, now, lease=30):
        self.now, self.lease, self.leased = now, lease, {}

    def put(self, body):
        """Add an order."""
        WAITING.append(body)

    def get(self):
        """Lease an order."""
        if not WAITING:
            return None
        receipt = object()
        self.leased[receipt] = WAITING.popleft()
        return receipt, self.leased[receipt]

    def ack(self, receipt):
        """Say that the order is done."""
        return self.leased.pop(receipt, None) is not None
