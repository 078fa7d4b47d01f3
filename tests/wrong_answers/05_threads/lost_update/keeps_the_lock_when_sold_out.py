"""MISCONCEPTION: Giving the lock back at the end of the method is enough.

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
        if self.free < wanted:
            return False
        self.free -= wanted
        self.sold += wanted
        self.lock.release()
        return True

    def bring_back(self, tickets):
        with self.lock:
            self.sold -= tickets
            self.free += tickets

    def count(self):
        with self.lock:
            return self.free, self.sold
