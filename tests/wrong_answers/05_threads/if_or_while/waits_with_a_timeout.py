"""MISCONCEPTION: A time-out makes a wait safe, whoever is notified.

VERDICT: SPINNING
"""

import threading


class Hatch:
    def __init__(self):
        self.plates = []
        self.changed = threading.Condition()

    def put(self, plate):
        with self.changed:
            while self.plates:
                self.changed.wait(timeout=0.1)
            self.plates.append(plate)
            self.changed.notify()

    def take(self):
        with self.changed:
            while not self.plates:
                self.changed.wait(timeout=0.1)
            plate = self.plates.pop()
            self.changed.notify()
            return plate
