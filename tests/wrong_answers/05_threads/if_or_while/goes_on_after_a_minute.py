"""MISCONCEPTION: wait_for() returns only when the fact is true.

VERDICT: WRONG
"""

import threading
import time


class Hatch:

    def __init__(self):
        self.plates = []
        self.changed = threading.Condition()

    def put(self, plate):
        with self.changed:
            self.changed.wait_for(lambda: not self.plates, timeout=60)
            self.plates.append(plate)
            self.changed.notify_all()

    def take(self):
        with self.changed:
            self.changed.wait_for(lambda: self.plates, timeout=60)
            plate = self.plates.pop()
            self.changed.notify_all()
            return plate
