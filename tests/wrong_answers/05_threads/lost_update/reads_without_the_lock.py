"""MISCONCEPTION: Whoever only reads needs no lock.

VERDICT: RACE
"""

import threading


class BoxOffice:
    def __init__(self, seats):
        self.free = seats
        self.sold = 0
        self.lock = threading.Lock()

    def sell(self, wanted):
        with self.lock:
            if self.free < wanted:
                return False
            self.free -= wanted
            self.sold += wanted
            return True

    def bring_back(self, tickets):
        with self.lock:
            self.sold -= tickets
            self.free += tickets

    def count(self):
        return self.free, self.sold
