"""Use notify in put, and notify_all only in take.

While the hatch is empty no cook waits, so put can reach only waiters; take might reach either.
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
            self.changed.notify()

    def take(self):
        with self.changed:
            while not self.plates:
                self.changed.wait()
            plate = self.plates.pop()
            self.changed.notify_all()
            return plate
