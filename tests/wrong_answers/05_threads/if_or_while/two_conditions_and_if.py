"""MISCONCEPTION: With a condition for each fact, whoever is woken need not look again.

VERDICT: RACE
"""

import threading
import time


class Hatch:

    def __init__(self):
        self.plates = []
        lock = threading.Lock()
        self.empty = threading.Condition(lock)
        self.full = threading.Condition(lock)

    def put(self, plate):
        with self.empty:
            if self.plates:
                self.empty.wait()
            self.plates.append(plate)
            self.full.notify()

    def take(self):
        with self.full:
            if not self.plates:
                self.full.wait()
            plate = self.plates.pop()
            self.empty.notify()
            return plate
