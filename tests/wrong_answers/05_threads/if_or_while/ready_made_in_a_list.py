"""MISCONCEPTION: A queue from the library may do the work, if it is not seen.

VERDICT: WRONG
"""

import queue


class Hatch:
    def __init__(self):
        self.boxes = [queue.Queue(1)]

    def put(self, plate):
        self.boxes[0].put(plate)

    def take(self):
        return self.boxes[0].get()
