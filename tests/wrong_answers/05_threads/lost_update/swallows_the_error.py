"""MISCONCEPTION: Catching every error is what keeps the others from being shut out.

VERDICT: WRONG
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
            try:
                if self.free < wanted:
                    return False
                self.free -= wanted
                self.sold += wanted
                return True
            except Exception:
                return False

    def bring_back(self, tickets):
        with self.lock:
            try:
                self.sold -= tickets
                self.free += tickets
            except TypeError:
                pass

    def count(self):
        with self.lock:
            return self.free, self.sold

