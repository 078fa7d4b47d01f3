"""MISCONCEPTION: Waking three is sure to reach the right one.

VERDICT: STUCK
"""

import threading
import time


class Hatch:

    def __init__(self):
        self.plates = []
        self.changed = threading.Condition()

    def put(self, plate):
        with self.changed:
            while self.plates:
                self.changed.wait()
            self.plates.append(plate)
            self.changed.notify(3)

    def take(self):
        with self.changed:
            while not self.plates:
                self.changed.wait()
            plate = self.plates.pop()
            self.changed.notify(3)
            return plate
