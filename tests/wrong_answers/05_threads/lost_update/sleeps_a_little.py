"""MISCONCEPTION: A short sleep lets the others finish first.

VERDICT: RACE
"""

import time


class BoxOffice:
    def __init__(self, seats):
        self.free = seats
        self.sold = 0

    def sell(self, wanted):
        time.sleep(0.01)
        if self.free < wanted:
            return False
        self.free -= wanted
        self.sold += wanted
        return True

    def bring_back(self, tickets):
        self.sold -= tickets
        self.free += tickets

    def count(self):
        return self.free, self.sold
