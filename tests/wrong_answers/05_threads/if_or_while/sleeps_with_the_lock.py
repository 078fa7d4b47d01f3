"""MISCONCEPTION: Whoever waits may keep the lock meanwhile.

VERDICT: SPINNING
"""

import threading
import time


class Hatch:
    def __init__(self):
        self.plates = []
        self.lock = threading.Lock()

    def put(self, plate):
        with self.lock:
            while self.plates:
                time.sleep(0.01)
            self.plates.append(plate)

    def take(self):
        with self.lock:
            while not self.plates:
                time.sleep(0.01)
            return self.plates.pop()
