"""MISCONCEPTION: Trying until it works is a way to wait for a lock.

VERDICT: SPINNING
"""

import threading


class BoxOffice:
    def __init__(self, seats):
        self.free = seats
        self.sold = 0
        self.lock = threading.Lock()

    def sell(self, wanted):
        while not self.lock.acquire(blocking=False):
            pass
        try:
            if self.free < wanted:
                return False
            self.free -= wanted
            self.sold += wanted
            return True
        finally:
            self.lock.release()

    def bring_back(self, tickets):
        while not self.lock.acquire(blocking=False):
            pass
        try:
            self.sold -= tickets
            self.free += tickets
        finally:
            self.lock.release()

    def count(self):
        with self.lock:
            return self.free, self.sold
