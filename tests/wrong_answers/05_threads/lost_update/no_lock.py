"""MISCONCEPTION: One line of Python is one step, so `-=` needs no lock.

VERDICT: RACE
"""


class BoxOffice:
    def __init__(self, seats):
        self.free = seats
        self.sold = 0

    def sell(self, wanted):
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
