"""MISCONCEPTION: Taking the raise away is the whole task.

VERDICT: WRONG
"""


class BoxOffice:
    def __init__(self, seats):
        self.free = seats
        self.sold = 0

    def sell(self, wanted):
        return True

    def bring_back(self, tickets):
        pass

    def count(self):
        return self.free, self.sold
