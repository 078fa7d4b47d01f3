"""MISCONCEPTION: A queue from the library is a hatch, so it may do the work.

VERDICT: WRONG
"""

import queue


class Hatch:
    def __init__(self):
        self.plates = queue.Queue(1)

    def put(self, plate):
        self.plates.put(plate)

    def take(self):
        return self.plates.get()
