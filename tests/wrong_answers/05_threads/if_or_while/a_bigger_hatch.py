"""MISCONCEPTION: A hatch with more room has no trouble.

VERDICT: UNBOUNDED
"""

import threading


class Hatch:
    def __init__(self):
        self.plates = []
        self.there = threading.Semaphore(0)

    def put(self, plate):
        self.plates.append(plate)
        self.there.release()

    def take(self):
        self.there.acquire()
        return self.plates.pop(0)
