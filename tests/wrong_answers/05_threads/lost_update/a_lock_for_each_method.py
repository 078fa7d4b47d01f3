"""MISCONCEPTION: Every method gets a lock of its own.

VERDICT: RACE
"""

import threading


class BoxOffice:
    def __init__(self, seats):
        self.free = seats
        self.sold = 0
        self.selling = threading.Lock()
        self.returning = threading.Lock()

    def sell(self, wanted):
        with self.selling:
            if self.free < wanted:
                return False
            self.free -= wanted
            self.sold += wanted
            return True

    def bring_back(self, tickets):
        with self.returning:
            self.sold -= tickets
            self.free += tickets

    def count(self):
        with self.selling:
            return self.free, self.sold
