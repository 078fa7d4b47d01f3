"""MISCONCEPTION: One wait is enough: whoever is woken may go on.

VERDICT: RACE
"""

import threading


class Hatch:
    def __init__(self):
        self.plates = []
        self.changed = threading.Condition()

    def put(self, plate):
        with self.changed:
            if self.plates:
                self.changed.wait()
            self.plates.append(plate)
            self.changed.notify()

    def take(self):
        with self.changed:
            if not self.plates:
                self.changed.wait()
            plate = self.plates.pop()
            self.changed.notify()
            return plate
