"""MISCONCEPTION: A lock that cannot be had in a second is as good as sold out.

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
        if not self.lock.acquire(timeout=1):
            return False
        try:
            if self.free < wanted:
                return False
            self.free -= wanted
            self.sold += wanted
            return True
        finally:
            self.lock.release()

    def bring_back(self, tickets):
        with self.lock:
            self.sold -= tickets
            self.free += tickets

    def count(self):
        with self.lock:
            return self.free, self.sold

