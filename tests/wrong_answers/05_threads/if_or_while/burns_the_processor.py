"""MISCONCEPTION: A loop that looks again and again is a way to wait.

VERDICT: SPINNING
"""

import threading


class Hatch:
    def __init__(self):
        self.plates = []
        self.lock = threading.Lock()

    def put(self, plate):
        while True:
            with self.lock:
                if not self.plates:
                    self.plates.append(plate)
                    return

    def take(self):
        while True:
            with self.lock:
                if self.plates:
                    return self.plates.pop()
