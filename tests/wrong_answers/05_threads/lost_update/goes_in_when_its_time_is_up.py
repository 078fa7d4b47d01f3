"""MISCONCEPTION: A second is always long enough to get a lock.

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
        self.lock.acquire(timeout=1)
        try:
            if self.free < wanted:
                return False
            self.free -= wanted
            self.sold += wanted
            return True
        finally:
            if self.lock.locked():
                self.lock.release()

    def bring_back(self, tickets):
        with self.lock:
            self.sold -= tickets
            self.free += tickets

    def count(self):
        with self.lock:
            return self.free, self.sold

