"""MISCONCEPTION: Each number gets a lock of its own, and each change takes the right one.

VERDICT: RACE
"""

import threading


class BoxOffice:
    def __init__(self, seats):
        self.free = seats
        self.sold = 0
        self.free_lock = threading.Lock()
        self.sold_lock = threading.Lock()

    def sell(self, wanted):
        with self.free_lock:
            if self.free < wanted:
                return False
            self.free -= wanted
        with self.sold_lock:
            self.sold += wanted
        return True

    def bring_back(self, tickets):
        with self.sold_lock:
            self.sold -= tickets
        with self.free_lock:
            self.free += tickets

    def count(self):
        with self.free_lock, self.sold_lock:
            return self.free, self.sold
