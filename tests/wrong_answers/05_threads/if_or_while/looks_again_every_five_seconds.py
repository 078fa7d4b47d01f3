"""MISCONCEPTION: A time-out beside the notify does no harm: it is never needed.

VERDICT: SPINNING
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
                self.changed.wait(timeout=5)
            self.plates.append(plate)
            self.changed.notify_all()

    def take(self):
        with self.changed:
            while not self.plates:
                self.changed.wait(timeout=5)
            plate = self.plates.pop()
            self.changed.notify_all()
            return plate
