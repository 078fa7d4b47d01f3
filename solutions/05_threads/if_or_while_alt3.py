"""Right as well, and hard to see: while the hatch is empty no cook waits, so put may wake one; take must wake all."""

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
