"""MISCONCEPTION: The look needs no lock, only the wait does.

VERDICT: STUCK
"""

import threading


class Hatch:
    def __init__(self):
        self.plates = []
        self.changed = threading.Condition()

    def put(self, plate):
        while self.plates:
            with self.changed:
                self.changed.wait()
        with self.changed:
            self.plates.append(plate)
            self.changed.notify_all()

    def take(self):
        while not self.plates:
            with self.changed:
                self.changed.wait()
        with self.changed:
            plate = self.plates.pop()
            self.changed.notify_all()
            return plate
