"""MISCONCEPTION: The numbers may live in the module, next to their lock.

VERDICT: WRONG
"""

import threading

lock = threading.Lock()
stock = {}


class BoxOffice:
    def __init__(self, seats):
        self.free = seats
        self.sold = 0
        stock.update(free=seats, sold=0)

    def sell(self, wanted):
        with lock:
            if stock["free"] < wanted:
                return False
            stock["free"] -= wanted
            stock["sold"] += wanted
            return True

    def bring_back(self, tickets):
        with lock:
            stock["sold"] -= tickets
            stock["free"] += tickets

    def count(self):
        with lock:
            return stock["free"], stock["sold"]
