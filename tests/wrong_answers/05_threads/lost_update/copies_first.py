"""MISCONCEPTION: A copy that was made under the lock stays true after it.

VERDICT: RACE
"""

import threading
import time


class BoxOffice:

    def __init__(self, seats):
        self.free = seats
        self.sold = 0
        self.lock = threading.Lock()

    def sell(self, wanted):
        with self.lock:
            free, sold = self.free, self.sold
        if free < wanted:
            return False
        with self.lock:
            self.free, self.sold = free - wanted, sold + wanted
        return True

    def bring_back(self, tickets):
        with self.lock:
            self.sold -= tickets
            self.free += tickets

    def count(self):
        with self.lock:
            return self.free, self.sold

