"""MISCONCEPTION: An attribute of the class belongs to each of its objects.

VERDICT: WRONG
"""

import threading
import time


class Hatch:
    plates = []
    def __init__(self):
        self.changed = threading.Condition()

    def put(self, plate):
        with self.changed:
            while self.plates:
                self.changed.wait()
            self.plates.append(plate)
            self.changed.notify_all()

    def take(self):
        with self.changed:
            while not self.plates:
                self.changed.wait()
            plate = self.plates.pop()
            self.changed.notify_all()
            return plate
