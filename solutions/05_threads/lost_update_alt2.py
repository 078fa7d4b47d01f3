"""Keep both numbers in one tuple, which is replaced at once, so a reader needs no lock.

The lock is re-entrant, because sell calls bring_back while holding it.
"""

import threading


class BoxOffice:
    """So many seats; tickets are sold, and sometimes brought back."""

    def __init__(self, seats):
        self.lock = threading.RLock()
        self.both = (seats, 0)

    def sell(self, wanted):
        """Sell so many tickets and return True; False when there are not enough."""
        with self.lock:
            if self.both[0] < wanted:
                return False
            self.bring_back(-wanted)
            return True

    def bring_back(self, tickets):
        """Take so many tickets back."""
        with self.lock:
            free, sold = self.both
            self.both = (free + tickets, sold - tickets)

    def count(self):
        """Return how many seats are free, and how many are sold."""
        return self.both
