"""A kitchen hands its plates over through a hatch that holds one plate. On busy evenings a plate falls on another.

Task
    Repair `Hatch`, so that any number of cooks and waiters may use it at the
    same time. The code below the TODO works for one cook and one waiter, and
    breaks with two of each. Keep the names of the methods.

Done when
    - a plate that was put, also an empty one (""), is taken once, and never is
      more than one in the hatch
    - a thread that cannot continue waits, and is woken: no polling, no timeouts
    - with two cooks and two waiters, no thread waits forever that could continue
    - no ready-made queue

Predict
    Two waiters wait at the empty hatch. A cook puts one plate, and before the
    woken waiter gets there, a third waiter comes by. What does he find, and
    what does the woken waiter do after him?
"""

import threading


class Hatch:
    """Holds one plate at most."""

    def __init__(self):
        self.plates = []
        self.changed = threading.Condition()

    def put(self, plate):
        """Put the plate in as soon as the hatch is empty; called by a cook."""
        # TODO: repair both methods, then delete the next line
        raise NotImplementedError
        with self.changed:
            if self.plates:
                self.changed.wait()
            self.plates.append(plate)
            self.changed.notify()

    def take(self):
        """Take the plate as soon as there is one, and return it; called by a waiter."""
        with self.changed:
            if not self.plates:
                self.changed.wait()
            plate = self.plates.pop()
            self.changed.notify()
            return plate
