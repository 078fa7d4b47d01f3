"""MISCONCEPTION: `while` is all that was missing; waking anybody is as good as waking the right one.

VERDICT: STUCK
"""

import threading


class Hatch:
    def __init__(self):
        self.plates = []
        self.changed = threading.Condition()

    def put(self, plate):
        with self.changed:
            while self.plates:
                self.changed.wait()
            self.plates.append(plate)
            self.changed.notify()

    def take(self):
        with self.changed:
            while not self.plates:
                self.changed.wait()
            plate = self.plates.pop()
            self.changed.notify()
            return plate
