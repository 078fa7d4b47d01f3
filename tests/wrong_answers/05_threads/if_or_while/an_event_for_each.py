"""MISCONCEPTION: An event that is set and cleared is as good as a condition.

VERDICT: STUCK
"""

import threading


class Hatch:
    def __init__(self):
        self.plates = []
        self.lock = threading.Lock()
        self.is_full = threading.Event()
        self.is_empty = threading.Event()
        self.is_empty.set()

    def put(self, plate):
        while True:
            self.is_empty.wait()
            with self.lock:
                if not self.plates:
                    self.plates.append(plate)
                    break
            self.is_empty.clear()
        self.is_empty.clear()
        self.is_full.set()

    def take(self):
        while True:
            self.is_full.wait()
            with self.lock:
                if self.plates:
                    plate = self.plates.pop()
                    break
            self.is_full.clear()
        self.is_full.clear()
        self.is_empty.set()
        return plate
