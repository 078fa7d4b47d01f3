"""MISCONCEPTION: Sleeping between two looks is a way to wait.

VERDICT: SPINNING
"""

import threading
import time


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
            time.sleep(0.01)

    def take(self):
        while True:
            with self.lock:
                if self.plates:
                    return self.plates.pop()
            time.sleep(0.01)
