"""Use two conditions on one lock, one for each fact, so one notify is enough."""

import threading


class Hatch:
    """Holds one plate at most."""

    def __init__(self):
        self.plates = []
        lock = threading.Lock()
        self.is_empty = threading.Condition(lock)
        self.is_full = threading.Condition(lock)

    def put(self, plate):
        """Put the plate in as soon as the hatch is empty; called by a cook."""
        with self.is_empty:
            self.is_empty.wait_for(lambda: not self.plates)
            self.plates.append(plate)
            self.is_full.notify()

    def take(self):
        """Take the plate as soon as there is one, and return it; called by a waiter."""
        with self.is_full:
            self.is_full.wait_for(lambda: self.plates)
            plate = self.plates.pop()
            self.is_empty.notify()
            return plate
