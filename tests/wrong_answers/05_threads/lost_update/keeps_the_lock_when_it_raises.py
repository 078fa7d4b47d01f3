"""MISCONCEPTION: A method that took the lock always gets to its last line.

VERDICT: STUCK
"""

import threading


class BoxOffice:
    def __init__(self, seats):
        self.free = seats
        self.sold = 0
        self.lock = threading.Lock()

    def sell(self, wanted):
        self.lock.acquire()
        enough = self.free >= wanted
        if enough:
            self.free -= wanted
            self.sold += wanted
        self.lock.release()
        return enough

    def bring_back(self, tickets):
        with self.lock:
            self.sold -= tickets
            self.free += tickets

    def count(self):
        with self.lock:
            return self.free, self.sold
