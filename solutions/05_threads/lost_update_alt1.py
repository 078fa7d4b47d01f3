"""Keep one number and compute the other, so a reader needs no lock.

The lock is a semaphore with one permit.
"""

import threading


class BoxOffice:
    """So many seats; tickets are sold, and sometimes brought back."""

    def __init__(self, seats):
        self.seats = seats
        self.sold = 0
        self.turn = threading.Semaphore(1)

    def sell(self, wanted):
        """Sell so many tickets and return True; False when there are not enough."""
        self.turn.acquire()
        try:
            enough = self.seats - self.sold >= wanted
            if enough:
                self.sold += wanted
            return enough
        finally:
            self.turn.release()

    def bring_back(self, tickets):
        """Take so many tickets back."""
        with self.turn:
            self.sold -= tickets

    def count(self):
        """Return how many seats are free, and how many are sold."""
        sold = self.sold  # one look at one number; the seats never change
        return self.seats - sold, sold
