"""MISCONCEPTION: Each line is safe, so the whole is safe.

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
            enough = self.free >= wanted
        if not enough:
            return False
        with self.lock:
            self.free -= wanted
            self.sold += wanted
        return True

    def bring_back(self, tickets):
        with self.lock:
            self.sold -= tickets
            self.free += tickets

    def count(self):
        with self.lock:
            return self.free, self.sold
