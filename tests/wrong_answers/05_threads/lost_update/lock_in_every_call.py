"""MISCONCEPTION: A lock that each call makes for itself is a lock.

VERDICT: RACE
"""

import threading


class BoxOffice:
    def __init__(self, seats):
        self.free = seats
        self.sold = 0

    def sell(self, wanted):
        with threading.Lock():
            if self.free < wanted:
                return False
            self.free -= wanted
            self.sold += wanted
            return True

    def bring_back(self, tickets):
        with threading.Lock():
            self.sold -= tickets
            self.free += tickets

    def count(self):
        with threading.Lock():
            return self.free, self.sold
