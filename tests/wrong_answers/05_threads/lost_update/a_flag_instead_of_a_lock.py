"""MISCONCEPTION: A flag that says 'busy' is a lock.

VERDICT: RACE
"""

import time


class BoxOffice:
    def __init__(self, seats):
        self.free = seats
        self.sold = 0
        self.busy = False

    def sell(self, wanted):
        while self.busy:
            time.sleep(0.01)
        self.busy = True
        if self.free < wanted:
            self.busy = False
            return False
        self.free -= wanted
        self.sold += wanted
        self.busy = False
        return True

    def bring_back(self, tickets):
        while self.busy:
            time.sleep(0.01)
        self.busy = True
        self.sold -= tickets
        self.free += tickets
        self.busy = False

    def count(self):
        return self.free, self.sold
