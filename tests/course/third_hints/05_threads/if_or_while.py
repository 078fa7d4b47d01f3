"""What the third hint of if_or_while leads to, with its holes filled."""

import threading


class Hatch:
    """Holds one plate at most."""

    def __init__(self):
        self.plates = []
        self.changed = threading.Condition()

    def put(self, plate):
        """Put the plate in as soon as the hatch is empty; called by a cook."""
        with self.changed:
            while self.plates:
                self.changed.wait()
            self.plates.append(plate)
            self.changed.notify_all()

    def take(self):
        """Take the plate as soon as there is one, and return it; called by a waiter."""
        with self.changed:
            while not self.plates:
                self.changed.wait()
            plate = self.plates.pop()
            self.changed.notify_all()
            return plate
