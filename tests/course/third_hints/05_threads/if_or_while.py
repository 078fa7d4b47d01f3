"""What the third hint of if_or_while leads to, with its holes filled."""

import threading


class Hatch:
    """Holds one plate at most."""

    def __init__(self):
        self.plates = []
        self.changed = threading.Condition()

    def put(self, plate):
        """Called by a cook: put the plate in as soon as the hatch is empty."""
        with self.changed:
            while self.plates:
                self.changed.wait()
            self.plates.append(plate)
            self.changed.notify_all()

    def take(self):
        """Called by a waiter: take the plate as soon as there is one, and return it."""
        with self.changed:
            while not self.plates:
                self.changed.wait()
            plate = self.plates.pop()
            self.changed.notify_all()
            return plate
