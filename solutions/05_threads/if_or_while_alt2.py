"""Let two semaphores count the room and the plates, instead of using a condition."""

import threading


class Hatch:
    """Holds one plate at most."""

    def __init__(self):
        self.plates = []
        self.room = threading.Semaphore(1)
        self.there = threading.Semaphore(0)

    def put(self, plate):
        """Put the plate in as soon as the hatch is empty; called by a cook."""
        self.room.acquire()
        self.plates.append(plate)
        self.there.release()

    def take(self):
        """Take the plate as soon as there is one, and return it; called by a waiter."""
        self.there.acquire()
        plate = self.plates.pop()
        self.room.release()
        return plate
