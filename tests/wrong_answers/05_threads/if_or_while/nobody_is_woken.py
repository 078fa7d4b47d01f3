"""MISCONCEPTION: The condition notices by itself that something has changed.

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

    def take(self):
        with self.changed:
            while not self.plates:
                self.changed.wait()
            return self.plates.pop()
