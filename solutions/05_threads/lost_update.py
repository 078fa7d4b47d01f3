"""One lock for each office, held over every check and change of the two numbers that belong together."""

import threading


class BoxOffice:
    """So many seats; tickets are sold, and sometimes brought back."""

    def __init__(self, seats):
        self.free = seats
        self.sold = 0
        self.lock = threading.Lock()

    def sell(self, wanted):
        """Sell so many tickets and return True; False when there are not enough."""
        with self.lock:
            if self.free < wanted:
                return False
            self.free -= wanted
            self.sold += wanted
            return True

    def bring_back(self, tickets):
        """Take so many tickets back."""
        with self.lock:
            self.sold -= tickets
            self.free += tickets

    def count(self):
        """Return how many seats are free, and how many are sold."""
        with self.lock:
            return self.free, self.sold
