"""MISCONCEPTION: sleep(0) between two tries is a way to wait for a lock.

VERDICT: SPINNING
"""

import threading
import time


class BoxOffice:

    def __init__(self, seats):
        self.free = seats
        self.sold = 0
        self.lock = threading.Lock()

    def sell(self, wanted):
        while not self.lock.acquire(blocking=False):
            time.sleep(0)
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

