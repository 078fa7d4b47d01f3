"""MISCONCEPTION: What is false is not there.

VERDICT: STUCK
"""

import threading
import time


class Hatch:

    def __init__(self):
        self.plate = None
        self.changed = threading.Condition()

    def put(self, plate):
        with self.changed:
            while self.plate:
                self.changed.wait()
            self.plate = plate
            self.changed.notify_all()

    def take(self):
        with self.changed:
            while not self.plate:
                self.changed.wait()
            plate, self.plate = self.plate, None
            self.changed.notify_all()
            return plate
