"""MISCONCEPTION: One lock around everything lets only one act at a time, so nothing can go wrong.

VERDICT: WRONG
"""

import threading


class Hatch:
    def __init__(self):
        self.plates = []
        self.lock = threading.Lock()

    def put(self, plate):
        with self.lock:
            self.plates = [plate]

    def take(self):
        with self.lock:
            return self.plates.pop() if self.plates else None
